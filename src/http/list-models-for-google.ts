import type { JsonObject } from "../core/json.ts";
import { placeOf, readCount } from "./cut-page.ts";
import type { ListedModel } from "./listed-model.ts";

const PAGE_SIZE_DEFAULT = 50;
const PAGE_SIZE = { min: 0, max: 1_000, fallback: PAGE_SIZE_DEFAULT } as const;

const CHAT_METHODS = ["generateContent", "streamGenerateContent", "countTokens"] as const;
const EMBEDDING_METHODS = ["embedContent", "batchEmbedContents"] as const;

/** A page of models as Google lists them; the next one is named by the last model of this. Source: ai.google.dev/api/models. */
export function listModelsForGoogle(
  ids: readonly string[],
  query: URLSearchParams,
  describe: (id: string) => ListedModel,
): JsonObject {
  const token = query.get("pageToken") ?? "";
  const start = token === "" ? 0 : placeOf(ids, token, "pageToken") + 1;
  // 0 is how typed clients leave it out.
  const page = ids.slice(start, start + (readCount(query, "pageSize", PAGE_SIZE) || PAGE_SIZE_DEFAULT));
  const last = page.at(-1);
  return {
    models: page.map((id) => describeForGoogle(describe(id))),
    ...(last !== undefined && last !== ids.at(-1) && { nextPageToken: last }),
  };
}

export const describeForGoogle = (model: ListedModel): JsonObject => ({
  name: `models/${model.id}`,
  displayName: model.id,
  ...(model.inputTokensMax !== undefined && { inputTokenLimit: model.inputTokensMax }),
  ...(model.outputTokensMax !== undefined && { outputTokenLimit: model.outputTokensMax }),
  supportedGenerationMethods: [...(model.chats ? CHAT_METHODS : []), ...(model.embeds ? EMBEDDING_METHODS : [])],
});
