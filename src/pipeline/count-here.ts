import type { Adapter, Service } from "../adapters/adapter.ts";
import { estimate } from "../adapters/estimate.ts";
import type { Deployment } from "../core/deployment.ts";
import { type FaultKind, UpstreamFault } from "../core/fault.ts";
import { estimateInputTokens } from "../usage/estimate-tokens.ts";
import type { Metered } from "./metered.ts";
import type { MockUpstream } from "./mock-upstream.ts";

type Counter = Pick<MockUpstream, "adapter" | "send">;

/** Who counts tokens where the provider does not, or is mocked. Undefined for every other call. */
export function countHere(
  { operation, texts, mock }: Pick<Metered, "operation" | "texts" | "mock">,
  deployment: Deployment,
  provider: Adapter,
): Counter | undefined {
  if (operation !== "count") return undefined;
  const isMocked = mock !== undefined || deployment.mockResponse !== undefined;
  return isMocked || serviceAt(deployment, provider) === undefined ? counterOf(texts) : undefined;
}

/** What a provider says that does not count for the model, does not know the address, or was not told to let the key count. */
const REFUSALS: ReadonlySet<FaultKind> = new Set(["invalid-request", "context-window", "not-found", "permission"]);

/** Who counts after a provider has refused to that counts for some of its models. */
export function countInstead(
  error: unknown,
  { operation, texts }: Pick<Metered, "operation" | "texts">,
  deployment: Deployment,
  provider: Adapter,
): Counter | undefined {
  const isRefused = error instanceof UpstreamFault && REFUSALS.has(error.fault.kind);
  return isRefused && operation === "count" && serviceAt(deployment, provider)?.countsSome === true
    ? counterOf(texts)
    : undefined;
}

const serviceAt = (deployment: Deployment, provider: Adapter): Service<"count"> | undefined =>
  (provider.servesModel?.(deployment) ?? provider.serves).count;

function counterOf(texts: Metered["texts"]): Counter {
  const tokens = estimateInputTokens(texts());
  return { adapter: estimate, send: () => Promise.resolve(Response.json({ tokens })) };
}
