import { describe, expect, test } from "vitest";
import { GatewayError } from "../../../src/core/errors.ts";
import { FAULTS, UpstreamFault } from "../../../src/core/fault.ts";
import type { FaultKind } from "../../../src/core/fault.ts";
import { asId } from "../../../src/core/ids.ts";
import { run } from "../../../src/router/run.ts";
import { deploymentOf } from "../../support/deployments.ts";

const group = (...weights: number[]) =>
  weights.map((weight, index) => ({ weight, deployment: deploymentOf({ id: asId<"deployment">(`d${index}`) }) }));
const fails = (kind: FaultKind) => () => Promise.reject(new UpstreamFault({ kind, message: kind }));

/** What can only be answered the same way by everyone. */
const FINAL: readonly FaultKind[] = ["invalid-request", "unprocessable", "context-window", "content-policy"];

describe("running a group", () => {
  test("asks one deployment when it answers", async () => {
    const routed = await run(group(1, 1), (deployment) => Promise.resolve(deployment.id));
    expect(routed.attempts).toBe(1);
    expect(routed.value).toBe(routed.deployment.id);
  });

  test.each(Object.keys(FAULTS) as FaultKind[])(
    "after %s tries another deployment only if that can help",
    async (kind) => {
      const tried: string[] = [];
      const attempt = (deployment: { readonly id: string }, number: number) => {
        tried.push(deployment.id);
        return number === 1 ? fails(kind)() : Promise.resolve("answer");
      };
      const outcome = await run(group(1, 1), attempt).catch((error: unknown) => error);
      if (FINAL.includes(kind)) {
        expect(outcome).toBeInstanceOf(UpstreamFault);
        expect(tried).toHaveLength(1);
      } else {
        expect(outcome).toMatchObject({ value: "answer", attempts: 2 });
        expect(new Set(tried).size).toBe(2);
      }
    },
  );

  test("rejects with the last fault when everyone failed", async () => {
    await expect(run(group(1, 1, 1), fails("overloaded"))).rejects.toMatchObject({ fault: { kind: "overloaded" } });
  });

  test("does not try on after an error of the gateway's own", async () => {
    let calls = 0;
    const attempt = () => {
      calls += 1;
      return Promise.reject(new GatewayError("unsupported_parameter", "no"));
    };
    await expect(run(group(1, 1), attempt)).rejects.toBeInstanceOf(GatewayError);
    expect(calls).toBe(1);
  });

  test("draws first deployments in proportion to their weights", async () => {
    const firsts = new Map<string, number>();
    for (let n = 0; n < 4_000; n++) {
      const { deployment } = await run(group(3, 1), () => Promise.resolve(true));
      firsts.set(deployment.id, (firsts.get(deployment.id) ?? 0) + 1);
    }
    expect(firsts.get("d0")).toBeGreaterThan(2_800);
    expect(firsts.get("d0")).toBeLessThan(3_200);
  });
});
