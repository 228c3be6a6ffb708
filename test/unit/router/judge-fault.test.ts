import { describe, expect, test } from "vitest";
import type { FaultKind } from "../../../src/core/fault.ts";
import { FAULTS } from "../../../src/core/fault.ts";
import { ERRORS } from "../../../src/core/errors.ts";
import { judgeFault } from "../../../src/router/judge-fault.ts";

const kinds = Object.keys(FAULTS) as FaultKind[];
const kindsThat = (holds: (kind: FaultKind) => boolean) => kinds.filter(holds);

describe("a fault", () => {
  test("cools only in the classes 401, 404, 408, 429 and from 500 on", () => {
    const classes = new Set([401, 404, 408, 429]);
    const cooling = kindsThat((kind) => {
      const { status } = ERRORS[FAULTS[kind].error];
      return classes.has(status) || status >= 500;
    });
    expect(kindsThat((kind) => judgeFault({ kind }).cools !== "never")).toEqual(cooling);
  });

  test("cools at once where a retry at the same deployment is of no use, whatever its share", () => {
    expect(kindsThat((kind) => judgeFault({ kind }).cools === "at-once")).toEqual(["authentication", "not-found"]);
    expect(kindsThat((kind) => judgeFault({ kind }).cools === "among-others")).toEqual(["rate-limited"]);
  });

  test("that says something of the request is tried nowhere again", () => {
    expect(kindsThat((kind) => judgeFault({ kind }).retry === "nowhere")).toEqual([
      "invalid-request",
      "context-window",
      "content-policy",
      "unprocessable",
    ]);
  });

  test.each([
    ["context-window", "contextWindowFallbacks"],
    ["content-policy", "contentPolicyFallbacks"],
    ["invalid-request", "none"],
    ["unprocessable", "none"],
    ["timeout", "fallbacks"],
    ["permission", "fallbacks"],
  ] as const)("of the kind %s has its stand-ins in %s", (kind, fallbacks) => {
    expect(judgeFault({ kind }).fallbacks).toBe(fallbacks);
  });

  test.each(kinds)("of the kind %s that a limit of our own made cools nobody, and is the same in all else", (kind) => {
    expect(judgeFault({ kind, isLocal: true })).toEqual({ ...judgeFault({ kind }), cools: "never" });
  });
});
