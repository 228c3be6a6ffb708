import type { Fault } from "../../core/fault.ts";
import { isObject, textOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { StreamWatcher } from "../dialect.ts";
import { parseFrameObject } from "../parse-frame.ts";
import { tellFault } from "../tell-fault.ts";
import { readImageUsage } from "./read-usage.ts";

/** A picture that is not finished: it is not parsed. */
const PARTIAL = /^\s*\{\s*"type"\s*:\s*"[\w.]+\.partial_image"/;
/** `image_generation.completed`, `image_edit.completed`: a picture is there, and what it came to is told. */
const DRAWN = /\.completed$/;

/** Watches pictures as they are drawn: https://platform.openai.com/docs/api-reference/images-streaming. */
export function watchImages(): StreamWatcher {
  let usage: Usage | undefined;
  let fault: Fault | undefined;
  let images = 0;

  return {
    push(frame) {
      const { event: name, data } = frame;
      if (data === "" || data === "[DONE]" || fault !== undefined || PARTIAL.test(data)) return;
      const event = parseFrameObject(frame);
      if (event === undefined) {
        fault = { kind: "broken-stream", message: "The provider sent a stream event that is not a JSON object." };
        return;
      }
      const type = textOf(event["type"]) ?? name ?? "";
      const error = isObject(event["error"]) ? event["error"] : event;
      if (type === "error" || error !== event)
        fault = tellFault(textOf(error["message"]) ?? "", textOf(error["type"]) ?? textOf(error["code"]));
      if (!DRAWN.test(type)) return;
      images += 1;
      const told = readImageUsage(event["usage"]);
      if (told !== undefined) usage = add(usage, told);
    },
    get usage() {
      return usage && { ...usage, images };
    },
    get ended() {
      return images > 0;
    },
    get finished() {
      return images > 0;
    },
    get fault() {
      return fault;
    },
    outputChars: 0,
    isUsageOnly: () => false,
  };
}

/** Each picture tells what it came to by itself. */
function add(sum: Usage | undefined, more: Usage): Usage {
  if (sum === undefined) return more;
  const part = (name: "imageInputTokens" | "imageOutputTokens" | "cacheReadTokens") => {
    const tokens = (sum[name] ?? 0) + (more[name] ?? 0);
    return tokens > 0 && { [name]: tokens };
  };
  return {
    inputTokens: sum.inputTokens + more.inputTokens,
    outputTokens: sum.outputTokens + more.outputTokens,
    ...part("imageInputTokens"),
    ...part("imageOutputTokens"),
    ...part("cacheReadTokens"),
  };
}
