import { checkRouteAccess } from "../auth/check-route-access.ts";
import type { Caller } from "../core/caller.ts";
import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { ClientDialect } from "../dialects/dialect.ts";
import { requiredString } from "../dialects/read-fields.ts";
import { chatCompletions, completions, countContents } from "../endpoints/index.ts";
import type { Operation } from "../core/operation.ts";
import { authorize } from "../pipeline/authorize.ts";
import type { Gateway } from "../pipeline/gateway.ts";
import { parseBody } from "../pipeline/parse-body.ts";
import { estimateInputTokens } from "../usage/estimate-tokens.ts";
import { readBody } from "../streams/read-body.ts";

const UPLOAD_TIMEOUT_MS = 30_000;

/** What is to be counted, by the field that has it: as OpenAI's chats, as a text, as Google's contents. */
const READERS: readonly (readonly [field: string, reader: ClientDialect<Operation>])[] = [
  ["messages", chatCompletions.dialect],
  ["prompt", completions.dialect],
  ["contents", countContents.dialect],
];

/**
 * About how many tokens a request would have the model read: `{total_tokens, request_model, model_used, tokenizer_type}`.
 * No provider is asked, no limit is claimed and no usage event is left.
 */
export async function countTokens(
  request: Request,
  caller: Caller,
  gateway: Pick<Gateway, "models" | "accessGroups" | "settings">,
): Promise<JsonObject> {
  const { settings } = gateway;
  const text = await readBody(request, { bytesMax: settings.requestBytesMax, timeoutMs: UPLOAD_TIMEOUT_MS });
  const body = parseBody(text, settings.invalidUnicode);
  const model = requiredString(body["model"], "model");
  checkRouteAccess(caller, request.url, ["llm_api_routes", "openai_routes", "info_routes"]);
  const group = authorize(caller, { model, wishes: {}, pinned: undefined }, gateway);
  return {
    total_tokens: estimateInputTokens(textsOf(body)),
    request_model: model,
    model_used: group.deployments[0]?.model ?? model,
    tokenizer_type: "estimate",
  };
}

/** Throws `invalid_request` where there is nothing to count, or what there is cannot be understood. */
function textsOf(body: JsonObject): readonly string[] {
  const [, reader] = READERS.find(([field]) => (body[field] ?? null) !== null) ?? [];
  if (reader === undefined)
    throw new GatewayError("invalid_request", "Give `messages`, `prompt` or `contents` to be counted.", {
      param: "messages",
    });
  reader.readIntent(body);
  return reader.textsOf(body);
}
