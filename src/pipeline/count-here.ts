import type { Adapter } from "../adapters/adapter.ts";
import { estimate } from "../adapters/estimate.ts";
import type { Deployment } from "../core/deployment.ts";
import { estimateInputTokens } from "../usage/estimate-tokens.ts";
import type { Metered } from "./metered.ts";
import type { MockUpstream } from "./mock-upstream.ts";

/** Who counts tokens where the provider does not, or is mocked. Undefined for every other call. */
export function countHere(
  { operation, texts, mock }: Pick<Metered, "operation" | "texts" | "mock">,
  deployment: Deployment,
  provider: Adapter,
): Pick<MockUpstream, "adapter" | "send"> | undefined {
  if (operation !== "count") return undefined;
  const isMocked = mock !== undefined || deployment.mockResponse !== undefined;
  const { count } = provider.servesModel?.(deployment) ?? provider.serves;
  if (count !== undefined && !isMocked) return undefined;
  const tokens = estimateInputTokens(texts());
  return { adapter: estimate, send: () => Promise.resolve(Response.json({ tokens })) };
}
