import type { JsonObject } from "../../core/json.ts";
import type { Intent } from "../dialect.ts";
import { invalidRequest, optionalNumber, optionalObject } from "../read-fields.ts";
import { declaresFunctions, wantsHosted } from "./map-hosted-tools.ts";
import { pick, readList } from "./read-names.ts";

/** The model is named by the address. */
export function readIntent(body: JsonObject, stream: boolean): Intent {
  if (readList(body.contents, "contents").length === 0)
    throw invalidRequest("contents", "a non-empty array of contents");
  const config = optionalObject(pick(body, "generationConfig"), "generationConfig") ?? {};
  const choices = optionalNumber(pick(config, "candidateCount"), "generationConfig.candidateCount") ?? 1;
  // Each candidate is paid for.
  if (!Number.isSafeInteger(choices) || choices < 1)
    throw invalidRequest("generationConfig.candidateCount", "a whole number from 1 on");
  const cap = optionalNumber(pick(config, "maxOutputTokens"), "generationConfig.maxOutputTokens");
  return {
    model: undefined,
    stream,
    // 0 is how typed clients leave it out.
    outputTokensMax: cap !== undefined && cap > 0 ? cap : undefined,
    choices,
    ...(readList(body.tools, "tools").some(wantsHosted) && { wantsHostedTools: true }),
    ...(readList(body.tools, "tools").some(declaresFunctions) && { wantsFunctions: true }),
    wantsStreamUsage: true,
  };
}
