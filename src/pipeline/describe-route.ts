import type { Deployment } from "../core/deployment.ts";
import { readNeeds } from "../router/read-needs.ts";
import type { RouteRequest } from "../router/route-request.ts";
import type { RouterSettings } from "../router/router-settings.ts";
import { estimateInputTokens } from "../usage/estimate-tokens.ts";
import type { Metered } from "./metered.ts";

/** Providers keep prompts from 1,024 tokens on; that many and more are in so many characters of any text. */
const CACHED_CHARS = 4_096;

/** What routing has to know of a call to a group of this name. */
export function describeRoute(
  { body, bound, intent, keptAt, model: asked, operation, pinned, tags, texts, wishes }: Metered,
  model: string,
  { sticksToPromptCache }: RouterSettings,
): RouteRequest {
  return {
    model,
    alias: asked,
    stream: intent.stream,
    tags,
    // A count is asked for to learn whether the whole fits.
    inputTokens: once(() => (operation === "count" ? 0 : estimateInputTokens(texts()))),
    needs: once(() => readNeeds(body)),
    affinity: sticksToPromptCache ? findAffinity(texts()) : undefined,
    region: bound.region,
    pinned,
    keptAt,
    wishes,
  };
}

/** Each retry asks again. */
function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: find() }).value;
}

/** The beginning of a prompt that is long enough for a provider to keep. */
function findAffinity(texts: readonly string[]): string | undefined {
  const beginning = texts.join("\n").slice(0, CACHED_CHARS);
  return beginning.length < CACHED_CHARS ? undefined : beginning;
}

/** A client may want to wait longer, or less long, than the configuration has it. */
export function withWishes(deployment: Deployment, { totalMs, firstByteMs }: RouteRequest["wishes"]): Deployment {
  if (totalMs === undefined && firstByteMs === undefined) return deployment;
  const { timeouts } = deployment;
  return {
    ...deployment,
    timeouts: {
      ...timeouts,
      totalMs: totalMs ?? timeouts.totalMs,
      firstByteMs: firstByteMs ?? totalMs ?? timeouts.firstByteMs,
    },
  };
}
