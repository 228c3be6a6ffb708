import { describe, expect, test } from "vitest";
import { maskEndpoint, openEndpoint, sealEndpoint } from "../../../../src/live/pass-through/seal-endpoint.ts";
import { createSealer } from "../../../../src/store/seal-secrets.ts";

const sealer = createSealer(["a salt"]);
const endpoint = (headers: Record<string, string>, target = "https://x.test/v1") => ({ path: "/x", target, headers });

describe("what is shown of an endpoint", () => {
  test.each([
    ["a bearer", { Authorization: "Bearer abc" }, { Authorization: "****" }],
    ["a value under any name", { "x-tide": "abc" }, { "x-tide": "****" }],
    ["part of a value", { a: "tenant os.environ/A, secret" }, { a: "****" }],
    ["the name of a variable is none", { a: "os.environ/A" }, { a: "os.environ/A" }],
    ["nor is that with a scheme", { a: "Bearer os.environ/A" }, { a: "Bearer os.environ/A" }],
    ["nor what a body is", { "Content-Type": "application/json" }, { "Content-Type": "application/json" }],
    ["nor nothing", { a: "" }, { a: "" }],
  ])("hides what is secret: %s", (_, headers, shown) => {
    expect(maskEndpoint(endpoint(headers))).toEqual(endpoint(shown as Record<string, string>));
  });

  test("hides an address that holds a credential", () => {
    expect(maskEndpoint(endpoint({}, "https://x.test/v1?api_key=abc"))).toMatchObject({ target: "****" });
  });
});

describe("what is stored of an endpoint", () => {
  const given = endpoint({ __proto__name: "a", Authorization: "Bearer b", accept: "text/csv" }, "https://x.test?key=c");

  test("opens to what was given, for this endpoint alone", async () => {
    const stored = await sealEndpoint(sealer, given, "one");
    expect(JSON.stringify(stored)).not.toContain("Bearer b");
    expect(await openEndpoint(sealer, stored, "one")).toEqual(given);
    await expect(openEndpoint(sealer, stored, "two")).rejects.toMatchObject({ code: "secret_unreadable" });
  });

  test("has no box where nothing is secret", async () => {
    const plain = endpoint({ accept: "text/csv" });
    expect(await sealEndpoint(createSealer([]), plain, "one")).toEqual(plain);
  });

  test("is never a mask in the place of a secret", async () => {
    await expect(sealEndpoint(sealer, endpoint({ a: "****" }), "one")).rejects.toMatchObject({
      code: "invalid_request",
      param: "headers.a",
    });
  });
});
