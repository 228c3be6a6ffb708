import { describe, expect, test } from "vitest";
import { checkPassThroughAccess } from "../../../src/auth/check-pass-through.ts";
import { GatewayError } from "../../../src/core/errors.ts";
import { asId } from "../../../src/core/ids.ts";

const tryPath = (lists: readonly (readonly string[])[] | undefined, path: string): GatewayError | undefined => {
  const caller = { role: "key", key: asId<"key-hash">("h"), models: [], aliases: {} } as const;
  try {
    checkPassThroughAccess({ ...caller, ...(lists && { passThrough: lists }) }, path);
    return undefined;
  } catch (error) {
    return GatewayError.from(error);
  }
};

describe("a configured path", () => {
  test.each([
    ["nobody lists any", undefined, "/tides", true],
    ["it is listed", [["/tides"]], "/tides", true],
    ["a path above it is listed", [["/tides"]], "/tides/harbours/7", true],
    ["one above it is listed with a star", [["/tides/*"]], "/tides/harbours", true],
    ["it is listed with a star", [["/tides/*"]], "/tides", true],
    ["all are", [["/*"]], "/tides", true],
    ["key and team list it", [["/tides/harbours"], ["/tides"]], "/tides/harbours", true],
    ["only one below it is listed", [["/tides/harbours"]], "/tides", false],
    ["another one is listed that begins like it", [["/tid"]], "/tides", false],
    ["the team lists another", [["/tides"], ["/weather"]], "/tides", false],
    ["the key lists another", [["/weather"], ["/tides"]], "/tides", false],
    ["a route group is listed", [["llm_api_routes"]], "/tides", false],
  ] as const)("where %s", (_, lists, path, isAllowed) => {
    expect(tryPath(lists, path) === undefined).toBe(isAllowed);
  });

  test("is refused as another route is, with what may be called", () => {
    const error = tryPath([["/tides"], ["/weather", "/moon/*"]], "/tides/x");
    expect(error).toMatchObject({ code: "route_denied", status: 403 });
    expect(error?.message).toContain("['/weather', '/moon/*']");
    expect(error?.message).toContain("/tides/x");
  });
});
