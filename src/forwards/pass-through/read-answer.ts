import { isArray, isObject, parseJson, type JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { StreamWatcher } from "../../dialects/dialect.ts";
import { estimateUsage } from "../../pipeline/estimate-usage.ts";
import type { ForwardAnswer, Tap } from "../../pipeline/forward-call.ts";
import type { Metered } from "../../pipeline/metered.ts";
import { brokenOff } from "../../streams/stream-faults.ts";
import type { KnownService } from "./find-service.ts";

const FRAME_BYTES_MAX = 4 * 1024 * 1024;

/** What an answer in one piece came to. One that is not what its dialect promises is measured by its length. */
export function readWhole(call: Metered, { dialect }: KnownService, { text, body }: ForwardAnswer): Usage {
  if (body === undefined) return readList(call, dialect.watcher(), text);
  try {
    const { usage, units, outputChars } = dialect.readResponse(body);
    return { ...call.intent.units, ...(usage ?? estimateUsage(call, undefined, outputChars)), ...units };
  } catch {
    return estimateUsage(call, undefined, text.length);
  }
}

/** Google's streams come as one list where the client did not ask for events. */
function readList(call: Metered, watcher: StreamWatcher, text: string): Usage {
  const chunks = parseJson(text);
  if (!isArray(chunks)) return estimateUsage(call, undefined, text.length);
  chunks
    .filter((chunk): chunk is JsonObject => isObject(chunk))
    .forEach((chunk) => watcher.push({ data: JSON.stringify(chunk) }));
  return usageOf(call, watcher);
}

/** What is told behind the end of an answer is all; before it, it may be a first guess (Anthropic). */
const usageOf = (call: Metered, watcher: StreamWatcher): Usage =>
  (watcher.finished ? watcher.usage : undefined) ?? estimateUsage(call, watcher.usage, watcher.outputChars);

/** A watcher that always knows what the stream has come to so far. */
export function watchEvents(call: Metered, { dialect }: KnownService): StreamWatcher {
  const watcher = dialect.watcher();
  return {
    push: (frame) => watcher.push(frame),
    isUsageOnly: (frame) => watcher.isUsageOnly(frame),
    get usage() {
      return usageOf(call, watcher);
    },
    get ended() {
      return watcher.ended;
    },
    get finished() {
      return watcher.finished;
    },
    get fault() {
      return watcher.fault;
    },
    get outputChars() {
      return watcher.outputChars;
    },
  };
}

/** The same for a stream that is not made of server-sent events; undefined where its form is not known. */
export function tapFrames(call: Metered, service: KnownService, type: string): Tap | undefined {
  if (service.framing === undefined || !/^application\/(?:vnd\.amazon\.eventstream|x-ndjson)/.test(type))
    return undefined;
  const parser = service.framing({ frameBytesMax: FRAME_BYTES_MAX });
  const watcher = watchEvents(call, service);
  const look = (frames: ReturnType<typeof parser.push>): void => frames.forEach((frame) => watcher.push(frame));
  return {
    push: (chunk) => look(parser.push(chunk)),
    finish() {
      look(parser.flush());
      return watcher.fault ?? parser.fault ?? (isWhole(service, watcher) ? undefined : brokenOff);
    },
    get usage() {
      return watcher.usage ?? estimateUsage(call, undefined, 0);
    },
  };
}

export const isWhole = ({ marksEnd }: KnownService, { ended, finished }: StreamWatcher): boolean =>
  ended || (finished && !marksEnd);
