import { GatewayError } from "../core/errors.ts";
import type { Operation } from "../core/operation.ts";
import type { Adapter, Service, Services } from "./adapter.ts";
import { readCommonFault } from "./read-fault.ts";
import { trimBase } from "./trim-base.ts";

/** A provider of one's own: an adapter like any other, and its place among the others. */
export interface CustomProvider extends Adapter {
  /** Its own version, for `npm run provider:report`. */
  readonly version?: string;
  /** It takes the place of the built-in provider of this id, which is refused where this is not said. */
  readonly overrides?: true;
}

type Defaulted = "baseVariables" | "needsCredential" | "url" | "sign" | "readFault";

interface Reach extends Omit<CustomProvider, "serves" | Defaulted>, Partial<Pick<CustomProvider, Defaulted>> {
  /** Where it is, unless the configuration or a variable says otherwise. */
  readonly baseUrl?: string;
  /** The header that carries the key as it is; a bearer token without it. */
  readonly authHeader?: string;
}

/** What `serves` names must be there, and what it does not name must not. */
export type ProviderSpec<O extends Operation> = Reach & { readonly serves: readonly O[] } & {
  readonly [K in O]: Service<K>;
} & { readonly [K in Exclude<Operation, O>]?: never };

/** A provider from what is special about it. Everything else is as most have it: a bearer token, errors in JSON. */
export function defineProvider<O extends Operation>(spec: ProviderSpec<O>): CustomProvider {
  const { chat, embedding, image, rerank, moderation, count, baseUrl, authHeader, ...own } = spec as Reach & Services;
  const serves = {
    ...(chat && { chat }),
    ...(embedding && { embedding }),
    ...(image && { image }),
    ...(rerank && { rerank }),
    ...(moderation && { moderation }),
    ...(count && { count }),
  };
  return {
    baseVariables: [],
    needsCredential: true,
    url(path, deployment) {
      const base = deployment.baseUrl ?? baseUrl;
      if (base !== undefined) return trimBase(base) + path;
      throw new GatewayError(
        "gateway_not_configured",
        `The model "${deployment.modelName}" needs an api_base: ${own.id} has no address of its own.`,
      );
    },
    sign(headers, { credential }) {
      if (credential === undefined) return;
      if (authHeader === undefined) headers["authorization"] = `Bearer ${credential}`;
      else headers[authHeader] = credential;
    },
    readFault: readCommonFault,
    ...own,
    serves,
  };
}
