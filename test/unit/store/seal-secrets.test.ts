import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { createSealer } from "../../../src/store/seal-secrets.ts";

const SECRETS = { api_key: "sk-0123456789", extra: { list: [1, "ä", null] } };
const sealer = createSealer(["a salt key"]);
const unreadable = { code: "secret_unreadable", message: expect.stringContaining("model:one") };

describe("sealed secrets", () => {
  it("come back as they were", async () => {
    const any = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>;
    await fc.assert(
      fc.asyncProperty(any, fc.string(), async (secrets, row) => {
        const plain = JSON.parse(JSON.stringify(secrets)) as JsonObject;
        expect(await sealer.open(await sealer.seal(secrets, row), row)).toEqual(plain);
      }),
    );
  });

  it("are never sealed the same way twice, and show nothing", async () => {
    const boxes = await Promise.all(Array.from({ length: 50 }, async () => await sealer.seal(SECRETS, "model:one")));
    expect(new Set(boxes).size).toBe(50);
    for (const box of boxes) {
      expect(box).toMatch(/^v1\.[\w-]{8}\.[\w-]+$/);
      expect(Buffer.from(box.split(".")[2] ?? "", "base64url").toString("latin1")).not.toContain("sk-");
    }
  });

  it("do not open in another row", async () => {
    await expect(sealer.open(await sealer.seal(SECRETS, "model:two"), "model:one")).rejects.toMatchObject(unreadable);
  });

  it("do not open with any of their bytes changed, or cut", async () => {
    const [form, id, body = ""] = (await sealer.seal(SECRETS, "model:one")).split(".");
    const bytes = Buffer.from(body, "base64url");
    const rewrite = (changed: Uint8Array) => [form, id, Buffer.from(changed).toString("base64url")].join(".");
    expect(await sealer.open(rewrite(bytes), "model:one")).toEqual(SECRETS);
    for (let n = 0; n < bytes.length; n += 1) {
      const changed = Uint8Array.from(bytes);
      changed[n] = (changed[n] ?? 0) ^ 1;
      await expect(sealer.open(rewrite(changed), "model:one")).rejects.toMatchObject(unreadable);
      await expect(sealer.open(rewrite(bytes.subarray(0, n)), "model:one")).rejects.toMatchObject(unreadable);
    }
  });

  it.each(["", "v1", "v1..", "text", "v1.AAAAAAAA.AAAA", "{}"])("are not %j", async (box) => {
    await expect(sealer.open(box, "model:one")).rejects.toMatchObject(unreadable);
  });

  it("of another form do not open", async () => {
    const box = await sealer.seal(SECRETS, "model:one");
    await expect(sealer.open(box.replace("v1", "v2"), "model:one")).rejects.toMatchObject(unreadable);
  });

  it("do not open with another key, nor under the id of another key", async () => {
    const other = createSealer(["another salt key"]);
    const box = await sealer.seal(SECRETS, "model:one");
    await expect(other.open(box, "model:one")).rejects.toMatchObject(unreadable);
    const id = (await other.seal({}, "")).split(".")[1];
    const renamed = [box.split(".")[0], id, box.split(".")[2]].join(".");
    await expect(other.open(renamed, "model:one")).rejects.toMatchObject(unreadable);
  });

  it("open with the key before while the key is changed, and are known as old", async () => {
    const box = await sealer.seal(SECRETS, "model:one");
    const rotating = createSealer(["another salt key", "a salt key"]);
    expect(await rotating.open(box, "model:one")).toEqual(SECRETS);
    expect([await sealer.isOld(box), await rotating.isOld(box)]).toEqual([false, true]);
    const anew = await rotating.seal(SECRETS, "model:one");
    expect(await rotating.isOld(anew)).toBe(false);
    expect(await createSealer(["another salt key"]).open(anew, "model:one")).toEqual(SECRETS);
  });

  it("need a key", async () => {
    await expect(createSealer([]).seal(SECRETS, "model:one")).rejects.toMatchObject({
      code: "gateway_not_configured",
      message: expect.stringContaining("LITELLM_SALT_KEY"),
    });
  });

  it("are in no error", async () => {
    const failure = await sealer
      .open(await sealer.seal(SECRETS, "model:two"), "model:one")
      .catch((error: unknown) => error);
    expect(String(failure)).not.toContain("sk-");
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain("a salt key");
  });
});
