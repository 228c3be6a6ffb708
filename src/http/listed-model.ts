import type { Adapter } from "../adapters/adapter.ts";
import type { Deployment } from "../core/deployment.ts";
import type { ModelIndex } from "../router/model-index.ts";
import { findModelFacts } from "../usage/find-price.ts";
import type { Mode } from "../usage/model-facts.ts";

/** What is known of a public model; undefined is unknown. */
export interface ListedModel {
  readonly id: string;
  /** Of the deployment that takes most. */
  readonly inputTokensMax: number | undefined;
  readonly outputTokensMax: number | undefined;
  readonly chats: boolean;
  readonly embeds: boolean;
}

export interface ListingTools {
  readonly models: Pick<ModelIndex, "find">;
  readonly adapterOf: (provider: string) => Adapter;
}

export function describeListed(id: string, { models, adapterOf }: ListingTools): ListedModel {
  const deployments = models.find(id)?.deployments ?? [];
  const does = (operation: "chat" | "embedding", modes: readonly Mode[]): boolean =>
    deployments.some((deployment) => {
      const adapter = adapterOf(deployment.provider);
      if ((adapter.servesModel?.(deployment) ?? adapter.serves)[operation] === undefined) return false;
      const mode = modeOf(deployment);
      return mode === undefined || modes.includes(mode);
    });
  return {
    id,
    inputTokensMax: largest(deployments.map(({ routing }) => routing.contextWindow)),
    outputTokensMax: largest(deployments.map(({ maxOutputTokens }) => maxOutputTokens)),
    chats: does("chat", ["chat", "completion", "responses"]),
    embeds: does("embedding", ["embedding"]),
  };
}

const modeOf = ({ provider, model }: Deployment): Mode | undefined => findModelFacts(provider, model)?.mode;

function largest(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
