import { z } from "zod";
import type { DeploymentId } from "../../core/ids.ts";
import { parseObject } from "../../core/json.ts";
import type { HealthReport } from "../health-store.ts";

const reportSchema = z.object({
  startedAtMs: z.number(),
  probes: z.array(
    z.object({
      deployment: z.custom<DeploymentId>((value) => typeof value === "string"),
      finding: z.discriminatedUnion("verdict", [
        z.object({ verdict: z.literal("healthy"), latencyMs: z.number() }),
        z.object({ verdict: z.literal("unhealthy"), latencyMs: z.number(), status: z.number(), error: z.string() }),
        z.object({ verdict: z.literal("unprobed"), reason: z.string() }),
      ]),
    }),
  ),
});

/** A stored report, or undefined for anything that is not exactly one: the next run writes a new one. */
export const readReport = (text: string): HealthReport | undefined => reportSchema.safeParse(parseObject(text)).data;
