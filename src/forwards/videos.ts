import { type Json, textOf } from "../core/json.ts";
import { noUsage } from "../core/usage.ts";
import { encodeOpenaiError } from "../dialects/encode-openai-error.ts";
import { invalidRequest } from "../dialects/read-fields.ts";
import type { ForwardEndpoint } from "../pipeline/forward-call.ts";
import type { ManagedObjects } from "../store/managed-objects.ts";
import { meter, userIn } from "./meter.ts";
import { OPENAI_GROUPS } from "./paths.ts";
import { readSubmission } from "./read-submission.ts";
import { holdersOf } from "./resources/holders-of.ts";
import { noteMade } from "./resources/publish.ts";

/** What OpenAI makes where nothing is asked for. */
const SECONDS_DEFAULT = 4;
const SECONDS_MAX = 3_600;

/**
 * Text to film: https://platform.openai.com/docs/api-reference/videos/create. A film is charged by its seconds when it is
 * ordered; it is fetched by the id that this gives.
 */
export const videos = (objects: ManagedObjects, now: () => number): ForwardEndpoint => ({
  operation: "video",
  method: "POST",
  paths: ["/v1/videos", "/videos"],
  groups: OPENAI_GROUPS,
  encodeError: encodeOpenaiError,
  async read(request, tools) {
    const submission = await readSubmission(request, tools, "either");
    const { body, model } = submission;
    const units = { mediaMs: secondsOf(body["seconds"] ?? SECONDS_DEFAULT) * 1_000 };
    return {
      ...meter("video", submission, request, tools.settings, { stream: false, units, endUser: userIn(body) }),
      texts: () => [textOf(body["prompt"]) ?? ""],
      // A form may say its seconds behind the file: what the order was taken for is the provider's to tell.
      readUsage: ({ body: made }) => ({ ...noUsage, mediaMs: toldMs(made?.["seconds"]) ?? units.mediaMs }),
      estimate: () => (submission.isSent() ? { ...noUsage, ...units, estimated: true } : noUsage),
      rewrite: async (made, { deployment, caller }) =>
        await noteMade(
          made,
          { holders: holdersOf(caller), deployment, model, named: [], nowMs: now() },
          "video",
          objects,
        ),
    };
  },
});

function secondsOf(value: unknown): number {
  const seconds = Number(value);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= SECONDS_MAX) return seconds;
  throw invalidRequest("seconds", "a whole number of seconds");
}

function toldMs(value: Json | undefined): number | undefined {
  const seconds = Number(value ?? Number.NaN);
  return seconds > 0 && seconds <= SECONDS_MAX ? Math.ceil(seconds * 1_000) : undefined;
}
