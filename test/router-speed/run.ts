/**
 * `node test/router-speed/run.ts [rounds]`: how many microseconds it takes to rank a group for one request, by the size of the
 * group, for each strategy, for sticky requests, and with a tenth or nine tenths of the group dropped by each filter in turn.
 * A figure is that of the fastest tenth of many batches: what the work takes while nobody else wants the core.
 */
import type { Deployment } from "../../src/core/deployment.ts";
import { asId } from "../../src/core/ids.ts";
import { rankDeployments } from "../../src/router/rank-deployments.ts";
import type { RankContext } from "../../src/router/rank-deployments.ts";
import { DEFAULT_ROUTER, STRATEGIES } from "../../src/router/router-settings.ts";
import type { Signals } from "../../src/router/signals.ts";
import { deploymentOf } from "../support/deployments.ts";
import { Random } from "../support/random.ts";

const [, , rounds = "600"] = process.argv;
const SIZES = [10, 100, 500] as const;
/** Short, so that most batches are over before another process gets the core. */
const BATCH = 10;

const random = new Random(1);

/** Everything is said of everybody, so that nothing can be skipped. */
const groupOf = (size: number, dropped: number): readonly Deployment[] =>
  Array.from({ length: size }, (_, n) => {
    const isDropped = n < size * dropped;
    return deploymentOf({
      id: asId<"deployment">(
        random
          .upTo(2 ** 53 - 1)
          .toString(16)
          .padStart(16, "0"),
      ),
      prices: { input: random.upTo(100), output: random.upTo(100) },
      routing: {
        weight: 1 + random.upTo(9),
        rpm: 1_000,
        tpm: 1_000_000,
        tags: [isDropped ? "other" : "wanted"],
        region: isDropped ? "us" : "eu",
        order: isDropped ? 2 : 1,
        contextWindow: isDropped ? 10 : 100_000,
        capabilities: isDropped ? ["tools"] : ["tools", "vision"],
      },
    });
  });

const NO_USAGE = { requests: 0, tokens: 0 };

/** As an isolate keeps them: by id, and of those alone that there is something to say of. */
function signalsOf(group: readonly Deployment[], cooled: number): Signals {
  const about = <T>(tell: () => T): ReadonlyMap<string, T> => new Map(group.map(({ id }) => [id, tell()]));
  const cooledUntil = new Map<string, number>(group.slice(0, group.length * cooled).map(({ id }) => [id, 1]));
  const inFlight = about(() => random.upTo(20));
  const latencies = about(() => Array.from({ length: 10 }, () => random.upTo(1_000)));
  const usage = about(() => ({ requests: random.upTo(900), tokens: random.upTo(900_000) }));
  return {
    cooledUntilMs: (id) => cooledUntil.get(id) ?? 0,
    inFlight: (id) => inFlight.get(id) ?? 0,
    latencies: (id) => latencies.get(id) ?? [],
    usage: (id) => usage.get(id) ?? NO_USAGE,
  };
}

const plain = (group: readonly Deployment[], cooled = 0): RankContext => ({
  request: { model: "group", stream: true, tags: [], inputTokens: () => 500, needs: () => [], wishes: {} },
  signals: signalsOf(group, cooled),
  settings: DEFAULT_ROUTER,
  random: Math.random,
  isFallback: false,
});

/** Microseconds for one ranking. */
function measure(group: readonly Deployment[], context: RankContext): number {
  const batches = Array.from({ length: Number(rounds) }, () => {
    const startedAt = performance.now();
    for (let n = 0; n < BATCH; n++) rankDeployments(group, context);
    return ((performance.now() - startedAt) * 1_000) / BATCH;
  }).toSorted((a, b) => a - b);
  return batches[Math.floor(batches.length / 10)] ?? Number.NaN;
}

const show = (name: string, figures: readonly number[]): void =>
  console.log(name.padEnd(34), ...figures.map((figure) => figure.toFixed(1).padStart(8)));

/** Groups in which the order says nothing, so that the strategy has to rank all of them. */
console.log("µs for one ranking".padEnd(34), ...SIZES.map((size) => String(size).padStart(8)));
const groups = SIZES.map((size) => groupOf(size, 0));
for (const strategy of STRATEGIES) {
  const settings = { ...DEFAULT_ROUTER, strategy };
  show(
    strategy,
    groups.map((group) => measure(group, { ...plain(group), settings })),
  );
}
const sticky = groups.map((group) => {
  const context = plain(group);
  const settings = { ...DEFAULT_ROUTER, sticksToPromptCache: true };
  return measure(group, { ...context, settings, request: { ...context.request, affinity: "conversation-1" } });
});
show("sticky", sticky);

/** What makes a filter drop the marked ones, and no other filter drop anybody. */
const filters: Readonly<Record<string, (context: RankContext) => RankContext>> = {
  region: (context) => ({ ...context, request: { ...context.request, region: "eu" } }),
  tags: (context) => ({
    ...context,
    request: { ...context.request, tags: ["wanted"] },
    settings: { ...context.settings, filtersTags: true },
  }),
  "context-window": (context) => ({ ...context, isFallback: true }),
  capabilities: (context) => ({
    ...context,
    isFallback: true,
    request: { ...context.request, inputTokens: () => 1, needs: () => ["vision"] },
  }),
  order: (context) => context,
};

console.log("\nof 500, dropped".padEnd(35), "     10%      90%");
for (const [name, applied] of Object.entries(filters)) {
  show(
    name,
    [0.1, 0.9].map((share) => groupOf(500, share)).map((group) => measure(group, applied(plain(group)))),
  );
}
const whole = groupOf(500, 0);
show(
  "cooldown",
  [0.1, 0.9].map((share) => measure(whole, plain(whole, share))),
);
