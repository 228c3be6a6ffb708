import { describe, expect, test } from "vitest";
import { checkRouteAccess } from "../../../src/auth/check-route-access.ts";
import type { RouteGroup } from "../../../src/auth/check-route-access.ts";
import type { Caller } from "../../../src/core/caller.ts";
import { asId } from "../../../src/core/ids.ts";

const caller = (...allowedRoutes: string[]): Caller => ({
  role: "key",
  key: asId<"key-hash">("h"),
  models: [],
  aliases: {},
  allowedRoutes,
});
const chat: readonly RouteGroup[] = ["llm_api_routes", "openai_routes"];
const may = (allowed: readonly string[], path: string, groups = chat): boolean => {
  try {
    checkRouteAccess(caller(...allowed), `https://gateway.example${path}?x=1`, groups);
    return true;
  } catch {
    return false;
  }
};

describe("a key's allowed routes", () => {
  test.each([
    [[], "/v1/chat/completions", true],
    [["llm_api_routes"], "/v1/chat/completions", true],
    [["openai_routes"], "/v1/chat/completions", true],
    [["anthropic_routes"], "/v1/chat/completions", false],
    [["info_routes"], "/v1/chat/completions", false],
    [["/v1/chat/completions"], "/v1/chat/completions", true],
    [["/v1/chat/completions"], "/chat/completions", false],
    [["/v1/*"], "/v1/chat/completions", true],
    [["/v1/*"], "/v2/chat/completions", false],
    [["/v1*"], "/v1/chat/completions", false],
    [["info_routes", "/v1/*"], "/v1/chat/completions", true],
  ] as const)("%j let it call %s: %s", (allowed, path, expected) => {
    expect(may(allowed, path)).toBe(expected);
  });

  test("are named in the refusal, with the route that was tried", () => {
    expect(() => checkRouteAccess(caller("info_routes"), "https://g.example/v1/messages", chat)).toThrow(
      "Only allowed to call routes: ['info_routes']. Tried to call route: /v1/messages",
    );
  });

  test("do not bind a caller who has none", () => {
    const { allowedRoutes: _, ...free } = caller();
    expect(() => checkRouteAccess(free, "https://g.example/v1/messages", chat)).not.toThrow();
  });
});
