import type { Caller } from "../core/caller.ts";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import { type JsonObject, textOf } from "../core/json.ts";
import type { SoundBody } from "../dialects/sound-dialect.ts";
import { invalidRequest } from "../dialects/read-fields.ts";
import { checkJsonType } from "../pipeline/check-json-type.ts";
import { dropFields, readParamRules } from "../pipeline/drop-params.ts";
import type { ForwardRequest, ForwardTools } from "../pipeline/forward-call.ts";
import { findNames } from "../pipeline/objects/find-names.ts";
import { parseBody } from "../pipeline/parse-body.ts";
import { isGatewayField, stripGatewayFields } from "../pipeline/strip-gateway-fields.ts";
import { readBody } from "../streams/read-body.ts";
import { readBoundary } from "../streams/read-boundary.ts";
import { type HandedFile, handFile } from "./hand-file.ts";
import { fieldsOf, openUpload, type Upload, UPLOAD_BYTES_MAX } from "./open-upload.ts";
import { readForm, rootOf } from "./read-form.ts";
import { sendUpload, type Sending } from "./send-upload.ts";

/** What a client hands in to be passed on: JSON, or a form with files. */
export interface Submission {
  /** What is said to the provider; of a form, in the fields that go before its file. */
  readonly body: JsonObject;
  /** What is said to the gateway. */
  readonly asked: JsonObject;
  readonly model: string;
  readonly file: SubmittedFile | undefined;
  /** The form itself; undefined for JSON. */
  readonly upload: Upload | undefined;
  readonly isOnce: boolean;
  /** The same for another deployment, unless `isOnce`. */
  write(deployment: Deployment): Pick<ForwardRequest, "headers" | "body">;
  /** What a provider is told that has words of its own. */
  said(deployment: Deployment): JsonObject;
  /** The file alone, as such a provider takes it. Throws `GatewayError`. */
  hand(body: SoundBody, deployment: Deployment): HandedFile;
  /** Whether a provider has been sent all of it. */
  isSent(): boolean;
  fault(): GatewayError | undefined;
}

export interface SubmittedFile {
  readonly name: string;
  readonly type: string | undefined;
  /** About, with what is around it; undefined where the client does not say. */
  readonly bytes: number | undefined;
}

export type Form = "json" | "multipart" | "either";

const UPLOAD_TIMEOUT_MS = 30_000;

/** Rejects with `GatewayError` for what is in another form, or too large, or names no model. */
export async function readSubmission(request: Request, tools: ForwardTools, form: Form): Promise<Submission> {
  const contentType = request.headers.get("content-type");
  const isMultipart = /^multipart\//i.test(contentType ?? "");
  if (form === "json" || (form === "either" && !isMultipart)) return await readJson(request, tools);
  const boundary = readBoundary(contentType);
  if (contentType !== null && boundary !== undefined) return await readUpload(request, contentType, boundary, tools);
  throw new GatewayError(
    "invalid_request",
    "The body must be multipart/form-data, with a boundary in its content-type.",
    {
      status: 415,
    },
  );
}

async function readJson(request: Request, tools: ForwardTools): Promise<Submission> {
  const { requestBytesMax: bytesMax, invalidUnicode } = tools.settings;
  const text = await readBody(request, { bytesMax, timeoutMs: UPLOAD_TIMEOUT_MS });
  checkJsonType(request);
  const { body: said, asked } = stripGatewayFields(parseBody(text, invalidUnicode));
  const body = dropFields(said, readParamRules(asked).droppedParams ?? []);
  refuseNames(body, tools.caller);
  return {
    body,
    asked,
    model: modelOf(request, tools, body),
    file: undefined,
    upload: undefined,
    isOnce: false,
    said: ({ defaults, droppedParams = [] }) => dropFields({ ...defaults, ...body }, droppedParams),
    hand: () => {
      throw invalidRequest("file", "a file");
    },
    write: ({ model, defaults, droppedParams = [] }) => ({
      headers: { "content-type": "application/json" },
      body: JSON.stringify(dropFields({ ...defaults, ...body, model }, droppedParams)),
    }),
    isSent: () => true,
    fault: () => undefined,
  };
}

/** One credential serves many tenants, and nobody looks here whose a file is. Admins may name everybody's. */
function refuseNames(body: JsonObject, { role }: Caller): void {
  const [name] = role === "admin" ? [] : findNames(body);
  if (name === undefined) return;
  throw new GatewayError(
    "invalid_request",
    `"${name.id.slice(0, 200)}" cannot be named here: send the ${name.kind.replaceAll("_", " ")} itself.`,
    { param: "file_id" },
  );
}

async function readUpload(
  request: Request,
  contentType: string,
  boundary: string,
  tools: ForwardTools,
): Promise<Submission> {
  const upload = await openUpload(request, boundary, {
    bytesMax: UPLOAD_BYTES_MAX,
    // As much as any other body may keep of an isolate's memory.
    heldBytesMax: tools.settings.requestBytesMax,
    isModelKnown: namedModel(request, tools) !== undefined,
    opened: tools.opened,
  });
  const { body, asked } = stripGatewayFields(readForm(fieldsOf(upload)));
  const model = modelOf(request, tools, body);
  const head = upload.parts.find((part) => part.head.filename !== undefined)?.head;
  let sending: Sending | undefined;
  const presetsOf = ({ defaults, droppedParams = [] }: Deployment): readonly (readonly [string, string])[] =>
    textFields(defaults).filter(([name]) => !Object.hasOwn(body, name) && !droppedParams.includes(name));
  return {
    body,
    asked,
    model,
    upload,
    file: head && { name: head.filename ?? "", type: head.type, bytes: upload.bytes },
    isOnce: upload.rest !== undefined,
    said: (deployment) => ({
      ...Object.fromEntries(presetsOf(deployment)),
      ...dropFields(body, deployment.droppedParams ?? []),
    }),
    hand: (form, { droppedParams = [] }) => {
      const isIgnored = (name: string): boolean => isOurs(rootOf(name)) || droppedParams.includes(name);
      const handed = handFile(upload, contentType, form, isIgnored);
      sending = handed.sending;
      return handed;
    },
    write: (deployment) => {
      const { model: target, droppedParams = [] } = deployment;
      sending = sendUpload(
        upload,
        [["model", target], ...presetsOf(deployment)],
        (name) => isOurs(rootOf(name)) || droppedParams.includes(name),
      );
      return { headers: { "content-type": contentType }, body: sending.body };
    },
    isSent: () => sending?.isSent() ?? false,
    fault: () => sending?.fault(),
  };
}

/** What of a configuration's own fields a form can say. */
const textFields = (defaults: JsonObject): readonly (readonly [name: string, value: string])[] =>
  Object.entries(defaults).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[name, String(value)]] : [],
  );

/** No provider of sound or pictures has metadata of its own. */
const isOurs = (name: string): boolean => name === "model" || name === "metadata" || isGatewayField(name);

const namedModel = (request: Request, { steps }: ForwardTools): string | undefined =>
  steps["model"] ?? new URL(request.url).searchParams.get("model") ?? undefined;

function modelOf(request: Request, tools: ForwardTools, body: JsonObject): string {
  const model = namedModel(request, tools) ?? textOf(body["model"]) ?? "";
  if (model !== "") return model;
  throw new GatewayError("invalid_request", "The request names no model.", { param: "model" });
}
