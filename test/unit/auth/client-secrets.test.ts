import { expect, test } from "vitest";
import { createClientSecrets, type SessionGrant } from "../../../src/auth/client-secrets.ts";
import { asId } from "../../../src/core/ids.ts";
import { createSealer } from "../../../src/store/seal-secrets.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const sealer = createSealer(["salt"]);
const secrets = createClientSecrets(sealer);
const grant: SessionGrant = {
  key: asId<"key-hash">("0123abcd"),
  model: "voice",
  session: { type: "realtime", instructions: "The password is swordfish." },
  expiresAtMs: NOW_MS + 1_000,
};

test("a client secret stands for what it was made of, until it expires", async () => {
  const secret = await secrets.write(grant);
  expect(await secrets.read(secret, NOW_MS)).toEqual(grant);
  expect(await secrets.read(secret, NOW_MS + 999)).toEqual(grant);
  expect(await secrets.read(secret, NOW_MS + 1_000)).toBeUndefined();
});

test("it is a name that a subprotocol may have, and shows nothing of what it holds", async () => {
  const secret = await secrets.write(grant);
  // RFC 6455, section 4.1: a token of RFC 2616.
  expect(secret).toMatch(/^ek_[\w.-]+$/);
  expect(Buffer.from(secret, "base64url").toString("latin1")).not.toMatch(/swordfish|0123abcd|voice/);
});

test.each([
  ["nothing", ""],
  ["a key", "sk-1234"],
  ["nothing behind its beginning", "ek_"],
  ["one that was made up", "ek_v1.AAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
])("%s is none", async (_, secret) => {
  expect(await secrets.read(secret, NOW_MS)).toBeUndefined();
});

test("one that was changed, sealed elsewhere or for something else is none", async () => {
  const secret = await secrets.write(grant);
  const middle = Math.floor(secret.length / 2);
  const other = secret[middle] === "A" ? "B" : "A";
  const changed = secret.slice(0, middle) + other + secret.slice(middle + 1);
  const elsewhere = await createClientSecrets(createSealer(["another salt"])).write(grant);
  const credential = `ek_${await sealer.seal({ ...grant }, "model voice")}`;
  for (const forged of [changed, `${secret}AAAA`, secret.slice(0, -2), elsewhere, credential])
    expect(await secrets.read(forged, NOW_MS)).toBeUndefined();
});

test("none is made where there is nothing to seal with", async () => {
  await expect(createClientSecrets(createSealer([])).write(grant)).rejects.toMatchObject({
    code: "gateway_not_configured",
  });
});
