import type { JsonObject } from "../../core/json.ts";
import { optionalBoolean, optionalNumber, optionalString } from "../read-fields.ts";
import { readCount } from "./read-intent.ts";

/**
 * What a model that chats has no way to do: fill in before a text, repeat the prompt, tell in this dialect's lists how likely
 * its tokens were, or give more than one answer.
 */
export function listUntranslatable(body: JsonObject): readonly string[] {
  const isAsked = {
    suffix: (optionalString(body.suffix, "suffix") ?? "") !== "",
    echo: optionalBoolean(body.echo, "echo") === true,
    logprobs: optionalNumber(body.logprobs, "logprobs") !== undefined,
    best_of: readCount(body.best_of, "best_of") > 1,
    n: readCount(body.n, "n") > 1,
  };
  return Object.entries(isAsked).flatMap(([field, asked]) => (asked ? [field] : []));
}
