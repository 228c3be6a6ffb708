import { type Json, textOf } from "../core/json.ts";
import { noUsage, type Usage } from "../core/usage.ts";
import { encodeOpenaiError } from "../dialects/encode-openai-error.ts";
import type { EncodedOrder } from "../dialects/video-dialect.ts";
import type { ForwardEndpoint } from "../pipeline/forward-call.ts";
import { holdersOf } from "../pipeline/objects/holders-of.ts";
import { noteMade } from "../pipeline/objects/publish.ts";
import type { ManagedObjects } from "../store/managed-objects.ts";
import { orderFilm } from "./films/order-film.ts";
import { readSeconds } from "./films/read-order.ts";
import { meter, userIn } from "./meter.ts";
import { OPENAI_GROUPS } from "./paths.ts";
import { readSubmission } from "./read-submission.ts";

/** What OpenAI makes where nothing is asked for, and the most that any provider does: so much is claimed. */
const SECONDS_DEFAULT = 4;
const SECONDS_CLAIMED = 8;
const SECONDS_MAX = 3_600;

/**
 * Text to film: https://platform.openai.com/docs/api-reference/videos/create. A film is charged by its seconds when it is
 * ordered; it is fetched by the id that this gives. An order is sent once: what fails may have been taken all the same, and a
 * second one would be a second film.
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
    const units = { mediaMs: readSeconds(body["seconds"] ?? SECONDS_DEFAULT) * 1_000 };
    const claimed = { mediaMs: body["seconds"] === undefined ? SECONDS_CLAIMED * 1_000 : units.mediaMs };
    const intent = { stream: false, units: claimed, endUser: userIn(body) };
    const metered = meter("video", submission, request, tools.settings, intent);
    let ordered: EncodedOrder | undefined;
    return {
      ...metered,
      isOnce: true,
      async prepare(deployment, adapter) {
        if (adapter.films === undefined) return await metered.prepare(deployment, adapter);
        const { request: sent, order } = await orderFilm(adapter.films, submission, deployment, now);
        ordered = order;
        return sent;
      },
      texts: () => [textOf(body["prompt"]) ?? ""],
      // A form may say its seconds behind the file: what the order was taken for is the provider's to tell.
      readUsage: ({ body: made }) => ({
        ...noUsage,
        mediaMs: toldMs(made?.["seconds"]) ?? units.mediaMs,
        ...gradeOf(ordered),
      }),
      estimate() {
        if (ordered !== undefined)
          return { ...noUsage, mediaMs: ordered.seconds * 1_000, ...gradeOf(ordered), estimated: true };
        return submission.isSent() ? { ...noUsage, ...units, estimated: true } : noUsage;
      },
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

const gradeOf = (order: EncodedOrder | undefined): Pick<Usage, "film"> =>
  order?.grade === undefined ? {} : { film: order.grade };

function toldMs(value: Json | undefined): number | undefined {
  const seconds = Number(value ?? Number.NaN);
  return seconds > 0 && seconds <= SECONDS_MAX ? Math.ceil(seconds * 1_000) : undefined;
}
