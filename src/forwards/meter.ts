import type { Adapter } from "../adapters/adapter.ts";
import type { Settings } from "../config/gateway-config.ts";
import { GatewayError } from "../core/errors.ts";
import { type JsonObject, textOf } from "../core/json.ts";
import type { Forward } from "../core/operation.ts";
import { readRegion } from "../pipeline/bind-region.ts";
import type { ForwardCall } from "../pipeline/forward-call.ts";
import { readCacheWishes } from "../pipeline/read-cache-wishes.ts";
import { readEndUser } from "../pipeline/read-end-user.ts";
import { readMock } from "../pipeline/read-mock.ts";
import { readTags } from "../pipeline/read-tags.ts";
import { readWishes } from "../pipeline/read-wishes.ts";
import type { Submission } from "./read-submission.ts";

type Fixed =
  | "operation"
  | "model"
  | "body"
  | "tags"
  | "wishes"
  | "bound"
  | "mock"
  | "cache"
  | "isOnce"
  | "prepare"
  | "bodyFault";

/** What is the same for all that is handed in to be passed on. `intent` is what it asks for. */
export function meter(
  operation: Forward,
  submission: Submission,
  request: Request,
  settings: Settings,
  intent: ForwardCall["intent"],
): Pick<ForwardCall, Fixed | "intent"> {
  const { asked, model } = submission;
  return {
    operation,
    model,
    body: {},
    intent: { ...intent, endUser: readEndUser(request.headers, intent.endUser) },
    tags: readTags(asked, request.headers),
    wishes: readWishes(asked, request.headers, model),
    bound: readRegion(asked),
    mock: readMock(asked, settings.allowsMockTesting),
    cache: readCacheWishes(asked, request.headers),
    isOnce: submission.isOnce,
    prepare: (deployment, adapter) => ({
      method: "POST",
      path: pathOf(adapter, operation),
      ...submission.write(deployment),
    }),
    bodyFault: () => submission.fault(),
  };
}

function pathOf({ id, forwards }: Adapter, operation: Forward): string {
  const path = forwards?.[operation];
  if (path !== undefined) return path;
  throw new GatewayError("unsupported_operation", `${id} does not serve ${NAMES[operation] ?? operation}.`, {
    param: "model",
  });
}

/** Where an operation's id is not its name. */
const NAMES: Partial<Record<Forward, string>> = {
  transcription: "transcriptions",
  translation: "translations of sound",
  image_edit: "edits of images",
  image_variation: "variations of images",
  video: "videos",
};

/** The end user as most bodies name them. */
export const userIn = (body: JsonObject): string | undefined => textOf(body["user"]);
