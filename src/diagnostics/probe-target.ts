import type { Adapter } from "../adapters/adapter.ts";
import type { ProbeSettings } from "../config/gateway-config.ts";
import type { Deployment } from "../core/deployment.ts";
import type { Operation } from "../core/operation.ts";
import { compileWildcard, fillWildcard, matchWildcard } from "../router/match-wildcard.ts";
import type { DeploymentTemplate } from "../router/model-index.ts";
import { findModelFacts } from "../usage/find-price.ts";
import type { Mode } from "../usage/model-facts.ts";

export interface ProbeOptions extends ProbeSettings {
  /** What kind of call the model answers; else what the catalogue says. */
  readonly mode?: string;
  /** Catalogue name of the model, when the provider's own name says nothing. */
  readonly baseModel?: string;
  /** One of the many that the model `*` stands for. */
  readonly isOfCatchAll?: boolean;
}

/** A deployment and how to probe it. */
export interface ProbeTarget {
  readonly deployment: Deployment;
  /** The public name to ask for it by. */
  readonly name: string;
  readonly options: ProbeOptions;
  /** The kind of request; a text says why there is none. */
  readonly probe: { readonly operation: Operation } | string;
}

export interface TargetParts {
  readonly adapterOf: (provider: string) => Adapter;
  /** The provider's own names of the models it is known to sell. */
  readonly modelsOf: (provider: string) => readonly string[];
}

const OPERATION_OF = {
  chat: "chat",
  embedding: "embedding",
  rerank: "rerank",
  image_generation: "image",
  completion: "chat",
  moderation: "moderation",
} as const satisfies Partial<Record<Mode, Operation>>;

/** Of a model nobody knows: as the first of these that its provider serves. A picture is too dear for a guess. */
const GUESSES = ["chat", "embedding", "rerank"] as const satisfies readonly Operation[];

/** How to probe a configured deployment; for a wildcard, by the cheapest of the models it is known to stand for. */
export function targetTemplate(template: DeploymentTemplate, options: ProbeOptions, parts: TargetParts): ProbeTarget {
  const { provider, modelName } = template;
  const asConfigured = template.build(template.model);
  if (options.isOfCatchAll === true && asConfigured.credential === undefined) {
    const probe = `Nothing is configured for ${provider} but the model "*", and there is no credential for it.`;
    return { deployment: asConfigured, name: modelName, options, probe };
  }
  const upstream = compileWildcard(template.model);
  const isWildcard = template.model.includes("*");
  const model =
    withoutProvider(options.model, provider) ??
    (isWildcard
      ? cheapest(
          provider,
          parts.modelsOf(provider).filter((name) => upstream.test.test(name)),
        )
      : template.model);
  if (model === undefined) {
    const probe = "No model is known that this wildcard stands for. Name one as health_check_model under model_info.";
    return { deployment: asConfigured, name: modelName, options, probe };
  }
  const captured = isWildcard ? matchWildcard(upstream, model) : undefined;
  const name = captured === undefined ? modelName : fillWildcard(modelName, captured);
  return targetDeployment(template.build(model), name, options, parts);
}

/** How to probe a deployment whose model is known. `name` is the public name that led to it. */
export function targetDeployment(
  deployment: Deployment,
  name: string,
  options: ProbeOptions,
  { adapterOf }: Pick<TargetParts, "adapterOf">,
): ProbeTarget {
  const { provider, model } = deployment;
  const mode = options.mode ?? findModelFacts(provider, model, options.baseModel)?.mode;
  return { deployment, name, options, probe: chooseProbe(mode, adapterOf(provider)) };
}

function chooseProbe(mode: string | undefined, { id, serves }: Adapter): ProbeTarget["probe"] {
  if (mode === undefined) {
    const operation = GUESSES.find((guess) => serves[guess] !== undefined);
    return operation === undefined ? `${id} needs a mode under model_info to be probed.` : { operation };
  }
  const operation = Object.hasOwn(OPERATION_OF, mode) ? OPERATION_OF[mode as keyof typeof OPERATION_OF] : undefined;
  if (operation === undefined) return `There is no probe for models of the mode "${mode}".`;
  return serves[operation] === undefined ? `${id} does not serve ${operation}s.` : { operation };
}

const withoutProvider = (model: string | undefined, provider: string): string | undefined =>
  model?.startsWith(`${provider}/`) === true ? model.slice(provider.length + 1) : model;

/** By the sum of its prices; a chat model goes before any other, and a price before none. */
function cheapest(provider: string, models: readonly string[]): string | undefined {
  const ranked = models.map((model) => {
    const facts = findModelFacts(provider, model);
    const price = facts?.prices === undefined ? Infinity : facts.prices.input + facts.prices.output;
    return { model, price, isChat: facts === undefined || facts.mode === "chat" };
  });
  return ranked.toSorted((a, b) => Number(b.isChat) - Number(a.isChat) || compare(a.price, b.price))[0]?.model;
}

/** A difference of two infinities would be no number. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
