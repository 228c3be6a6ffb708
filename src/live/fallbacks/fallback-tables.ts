import { z } from "zod";
import { isArray, isObject, type Json, type JsonObject, textsOf } from "../../core/json.ts";
import type { RouterSettings } from "../../router/router-settings.ts";

/** LiteLLM's kinds of fallbacks, by the field of `router_settings` that has them. */
export const FALLBACK_FIELDS = {
  general: "fallbacks",
  context_window: "context_window_fallbacks",
  content_policy: "content_policy_fallbacks",
} as const;

const TABLES = {
  general: "fallbacks",
  context_window: "contextWindowFallbacks",
  content_policy: "contentPolicyFallbacks",
} as const satisfies Record<keyof typeof FALLBACK_FIELDS, keyof RouterSettings>;

export type FallbackKind = keyof typeof FALLBACK_FIELDS;

export const FALLBACK_KINDS = Object.keys(FALLBACK_FIELDS) as readonly FallbackKind[];
export const fallbackKind = z.enum(FALLBACK_KINDS).default("general");

/** Those in force for a model; undefined where it has none. */
export const fallbacksOf = (router: RouterSettings, kind: FallbackKind, model: string): readonly string[] | undefined =>
  Object.hasOwn(router[TABLES[kind]], model) ? router[TABLES[kind]][model] : undefined;

/** A table as the configuration writes it: a list of maps with one model each. */
export const readTable = (value: Json | undefined): ReadonlyMap<string, readonly string[]> =>
  new Map(
    (isArray(value) ? value : []).flatMap((entry) =>
      Object.entries(isObject(entry) ? entry : {}).map(([model, models]) => [model, textsOf(models)] as const),
    ),
  );

export const writeTable = (table: ReadonlyMap<string, readonly string[]>): readonly JsonObject[] =>
  [...table].map(([model, models]) => ({ [model]: models }));
