import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { readCacheWishes } from "../../../src/pipeline/read-cache-wishes.ts";

const read = (cache?: JsonObject | null, header?: string) =>
  readCacheWishes(
    cache === undefined ? {} : { cache },
    new Headers(header === undefined ? {} : { "cache-control": header }),
  );

describe("what a request says of answers that were given before", () => {
  test.each<[string, ReturnType<typeof read>, unknown]>([
    ["nothing", read(), undefined],
    ["null", read(null), undefined],
    ["an empty object", read({}), {}],
    [
      "all there is",
      read({
        "no-cache": true,
        "no-store": false,
        "use-cache": true,
        ttl: 600,
        "s-maxage": 0.5,
        namespace: "the harbour",
      }),
      { isFresh: true, isUnkept: false, isAskedFor: true, ttlMs: 600_000, ageMaxMs: 500, namespace: "the harbour" },
    ],
    ["null in the fields", read({ ttl: null, "no-cache": null }), {}],
    ["the header", read(undefined, "no-cache, s-maxage=60"), { isFresh: true, ageMaxMs: 60_000 }],
    ["the header in other letters", read(undefined, "No-Store"), { isUnkept: true }],
    ["a header of something else", read(undefined, "max-age=0, s-maxage=soon, private"), {}],
    [
      "both: the body counts",
      read({ "no-cache": false, "s-maxage": 1 }, "no-cache, s-maxage=9"),
      { isFresh: false, ageMaxMs: 1_000 },
    ],
  ])("%s", (_, wishes, expected) => {
    expect(wishes).toEqual(expected);
  });

  test.each<[string, JsonObject]>([
    ["cache.no-cache", { "no-cache": "yes" }],
    ["cache.use-cache", { "use-cache": 1 }],
    ["cache.ttl", { ttl: "600" }],
    ["cache.ttl", { ttl: -1 }],
    ["cache.s-maxage", { "s-maxage": true }],
    ["cache.namespace", { namespace: 7 }],
    ["cache.namespace", { namespace: "" }],
    ["cache.namespace", { namespace: "x".repeat(257) }],
  ])("is refused with a wrong %s", (param, cache) => {
    expect(() => read(cache)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });

  test("is refused where it is no object", () => {
    expect(() => readCacheWishes({ cache: true }, new Headers())).toThrow(
      expect.objectContaining({ code: "invalid_request", param: "cache" }),
    );
  });
});
