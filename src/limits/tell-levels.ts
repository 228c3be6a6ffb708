import { NO_LIMIT } from "../core/holder-limits.ts";
import type { HolderParts } from "../core/holder-name.ts";
import { parseHolder } from "../core/holder-name.ts";
import type { NanoUsd } from "../core/money.ts";
import { nanoUsd } from "../core/money.ts";
import { writeUsd } from "../core/write-usd.ts";
import type { Level } from "../counters/command.ts";
import { LruMap } from "../store/lru-map.ts";
import { nameDescriptor } from "./name-descriptor.ts";
import type { Metric } from "./metric.ts";
import type { PlannedClaim } from "./plan-claims.ts";

type Planned = Pick<PlannedClaim, "metric" | "holder" | "claim">;

/** What the headers about a holder's limit on one metric are called. */
interface Names {
  /** The same for limits whose headers are. */
  readonly all: string;
  readonly limit: readonly string[];
  readonly remaining: readonly string[];
  readonly isKeyBudget: boolean;
}

interface Told {
  readonly names: Names;
  readonly level: Level;
  /** Of the level, what the request itself may come to. */
  readonly amount: number;
}

/** LiteLLM's names for a key's own rates. */
const RATES = { requests: "rpm", tokens: "tpm" } as const;

/** Names are made once for each holder: that costs more than all the rest here. */
const HOLDERS_MAX = 1_000;
const namesByHolder = new LruMap<string, Readonly<Record<Metric, Names>>>(HOLDERS_MAX);

/** What an answer tells of the limits it was held to. */
interface AllTold {
  /** Under LiteLLM's names, what each limit on requests and tokens leaves, and what the key may spend. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the key had spent without this request, for `x-litellm-key-spend`; undefined when its spend is not limited. */
  readonly keySpentBefore: NanoUsd | undefined;
}

export function tellAll(planned: readonly Planned[], levels: readonly Level[]): AllTold {
  const headers: Record<string, string> = {};
  let keySpentBefore: NanoUsd | undefined;
  for (const { names, level, amount } of findTightest(planned, levels)) {
    for (const name of names.limit) headers[name] = String(level.limit);
    for (const name of names.remaining) headers[name] = String(remaining(level));
    if (!names.isKeyBudget) continue;
    headers["x-litellm-key-max-budget"] = writeUsd(nanoUsd(level.limit));
    keySpentBefore = nanoUsd(Math.max(0, level.used - amount));
  }
  return { headers, keySpentBefore };
}

/** Several limits may have one header name, such as those of two tags: the one that leaves the least is told. */
function findTightest(planned: readonly Planned[], levels: readonly Level[]): Iterable<Told> {
  const tightest = new Map<string, Told>();
  planned.forEach(({ metric, holder, claim: { amount } }, index) => {
    const level = levels[index];
    const names = namesOf(holder)?.[metric];
    if (level === undefined || names === undefined || level.limit === NO_LIMIT) return;
    const before = tightest.get(names.all);
    if (before === undefined || remaining(level) < remaining(before.level))
      tightest.set(names.all, { names, level, amount });
  });
  return tightest.values();
}

function namesOf(holder: string): Readonly<Record<Metric, Names>> | undefined {
  const known = namesByHolder.get(holder);
  if (known !== undefined) return known;
  const parts = parseHolder(holder);
  if (parts === undefined) return undefined;
  const silent = (metric: Metric, isKeyBudget = false): Names => ({
    all: `${nameDescriptor(parts)} ${metric}`,
    limit: [],
    remaining: [],
    isKeyBudget,
  });
  const names = {
    requests: nameRate("requests", parts),
    tokens: nameRate("tokens", parts),
    parallel: silent("parallel"),
    cost: silent("cost", parts.kind === "key" && parts.model === undefined),
  };
  namesByHolder.set(holder, names);
  return names;
}

function nameRate(metric: keyof typeof RATES, parts: HolderParts): Names {
  // What a provider tells of itself has these names too, and a deployment's own limit stands in for it.
  const infix = parts.kind === "deployment" ? "" : `${nameDescriptor(parts)}-`;
  const own = parts.kind === "key";
  return {
    all: `${nameDescriptor(parts)} ${metric}`,
    limit: [
      `x-ratelimit-${infix}limit-${metric}`,
      ...(own && parts.model === undefined ? [`x-litellm-key-${RATES[metric]}-limit`] : []),
    ],
    remaining: [
      `x-ratelimit-${infix}remaining-${metric}`,
      ...(own && parts.model !== undefined ? [`x-litellm-key-remaining-${metric}-${headerToken(parts.model)}`] : []),
    ],
    isKeyBudget: false,
  };
}

const remaining = ({ limit, used }: Level): number => Math.max(0, limit - used);

/** Model names hold slashes and colons; a header's name holds what RFC 9110 calls token characters (5.6.2). */
const headerToken = (model: string): string => model.replace(/[^\w!#$%&'*+.^`|~-]/g, "-");
