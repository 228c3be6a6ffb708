import type { HolderParts } from "../core/holder-name.ts";
import { parseHolder } from "../core/holder-name.ts";
import type { NanoUsd } from "../core/money.ts";
import { nanoUsd } from "../core/money.ts";
import { writeUsd } from "../core/write-usd.ts";
import type { Level } from "../counters/command.ts";
import { nameDescriptor } from "./name-descriptor.ts";
import type { Metric } from "./metric.ts";
import type { PlannedClaim } from "./plan-claims.ts";

type Planned = Pick<PlannedClaim, "metric" | "holder" | "claim">;

interface Told {
  readonly metric: Metric;
  readonly parts: HolderParts;
  readonly level: Level;
  /** Of the level, what the request itself may come to. */
  readonly amount: number;
}

/** LiteLLM's names for a key's own rates. */
const RATES = { requests: "rpm", tokens: "tpm" } as const;

/** What an answer tells of the limits it was held to. */
interface AllTold {
  /** Under LiteLLM's names, what each limit on requests and tokens leaves, and what the key may spend. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the key had spent without this request, for `x-litellm-key-spend`; undefined when its spend is not limited. */
  readonly keySpentBefore: NanoUsd | undefined;
}

export function tellAll(planned: readonly Planned[], levels: readonly Level[]): AllTold {
  const tightest = findTightest(planned, levels);
  const budget = tightest.find(isKeyBudget);
  return {
    headers: Object.assign({}, ...tightest.map(tell)) as Record<string, string>,
    keySpentBefore: budget === undefined ? undefined : nanoUsd(Math.max(0, budget.level.used - budget.amount)),
  };
}

/** Several limits may have one header name, such as those of two tags: the one that leaves the least is told. */
function findTightest(planned: readonly Planned[], levels: readonly Level[]): readonly Told[] {
  const tightest = new Map<string, Told>();
  planned.forEach(({ metric, holder, claim: { amount } }, index) => {
    const level = levels[index];
    const parts = parseHolder(holder);
    if (level === undefined || parts === undefined) return;
    const name = `${nameDescriptor(parts)} ${metric}`;
    const before = tightest.get(name);
    if (before === undefined || remaining(level) < remaining(before.level))
      tightest.set(name, { metric, parts, level, amount });
  });
  return [...tightest.values()];
}

function tell(told: Told): Record<string, string> {
  const { metric, parts, level } = told;
  const [limit, left] = [String(level.limit), String(remaining(level))];
  if (isKeyBudget(told)) return { "x-litellm-key-max-budget": writeUsd(nanoUsd(level.limit)) };
  if (metric === "parallel" || metric === "cost") return {};
  // What a provider tells of itself has these names too, and a deployment's own limit stands in for it.
  const infix = parts.kind === "deployment" ? "" : `${nameDescriptor(parts)}-`;
  return {
    [`x-ratelimit-${infix}limit-${metric}`]: limit,
    [`x-ratelimit-${infix}remaining-${metric}`]: left,
    ...(parts.kind === "key" &&
      (parts.model === undefined
        ? { [`x-litellm-key-${RATES[metric]}-limit`]: limit }
        : { [`x-litellm-key-remaining-${metric}-${headerToken(parts.model)}`]: left })),
  };
}

const isKeyBudget = ({ metric, parts }: Told): boolean =>
  metric === "cost" && parts.kind === "key" && parts.model === undefined;

const remaining = ({ limit, used }: Level): number => Math.max(0, limit - used);

/** Model names hold slashes and colons; a header's name holds what RFC 9110 calls token characters (5.6.2). */
const headerToken = (model: string): string => model.replace(/[^\w!#$%&'*+.^`|~-]/g, "-");
