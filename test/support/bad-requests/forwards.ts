import type { JsonObject } from "../../../src/core/json.ts";
import type { Forward } from "../../../src/core/operation.ts";
import { mediaEndpoints } from "../../../src/forwards/index.ts";
import { UPLOAD_BYTES_MAX } from "../../../src/forwards/open-upload.ts";
import { videos } from "../../../src/forwards/videos.ts";
import type { ManagedObjects } from "../../../src/store/managed-objects.ts";
import type { RawRequest } from "../raw-client.ts";
import { bad, type Bad, FORM, formOf, MODEL, NO_BODIES, strangers } from "./bad.ts";
import { wrongFor } from "./wrong-fields.ts";

const inForm = (body: string): RawRequest => ({ path: "", body, headers: { "content-type": FORM } });

/** What a request says that is passed on, besides its model, and which of it the gateway itself goes by. */
const FORWARDED: Readonly<Partial<Record<Forward, { readonly good: JsonObject; readonly isForm?: true }>>> = {
  speech: { good: { input: "Ahoy!" } },
  transcription: { good: {}, isForm: true },
  translation: { good: {}, isForm: true },
  image_edit: { good: {} },
  image_variation: { good: {}, isForm: true },
  ocr: { good: { document: { type: "document_url", document_url: "https://a.example/b" } } },
  video: { good: {} },
};
/** What is optional, and wrong all the same. */
const WRONG_OPTIONS: Readonly<Partial<Record<Forward, Readonly<Record<string, string>>>>> = {
  image_edit: { n: "0" },
  image_variation: { n: "many" },
  video: { seconds: "long" },
};

/** Nothing is noted here: the gateway's own does that. */
const noObjects = {} as ManagedObjects;
export const forwardCases = [...mediaEndpoints, videos(noObjects, Date.now)].flatMap(
  ({ operation, paths }): readonly Bad[] => {
    const { good, isForm = false } = FORWARDED[operation] ?? { good: undefined };
    if (good === undefined) throw new Error(`Nobody said what ${operation} takes.`);
    const addressOf = (path: string): string => path.replace(":model{.+?}", MODEL);
    const [path] = paths;
    const wrong = (what: string, status: number, request: Omit<RawRequest, "path">) =>
      bad(`${operation}: ${what}`, "openai", status, { ...request, path });
    const named = { model: MODEL, ...good };
    const wholes = isForm
      ? [
          wrong("JSON", 415, { body: named }),
          wrong("a form without a boundary", 415, {
            body: "--b--",
            headers: { "content-type": "multipart/form-data" },
          }),
          wrong("no form", 400, inForm("model")),
          wrong("half a form", 400, inForm(formOf({ model: MODEL }).slice(0, -8))),
          wrong("no model", 400, inForm(formOf({}))),
          wrong("an unknown model", 400, inForm(formOf({ model: "nobody" }))),
          wrong("too much", 413, {
            body: "--b",
            headers: { "content-type": FORM, "content-length": String(UPLOAD_BYTES_MAX + 1) },
          }),
        ]
      : [
          // Pictures and films may be handed in as forms.
          ...NO_BODIES.filter(([, status]) => status !== 415 || operation === "speech" || operation === "ocr").map(
            ([what, status, body, headers]) => wrong(what, status, { body, headers: headers ?? {} }),
          ),
          wrong("JSON that is called a text", 415, { body: named, headers: { "content-type": "text/plain" } }),
          ...[undefined, 7, true, {}, [], ""].map((model) =>
            wrong(`model ${JSON.stringify(model)}`, 400, { body: { ...named, model } }),
          ),
          wrong("an unknown model", 400, { body: { ...named, model: "nobody" } }),
          ...Object.entries(good).flatMap(([field, value]) =>
            wrongFor(`${operation}.${field}`, value).map((other) =>
              wrong(`${field} ${JSON.stringify(other)}`, 400, { body: { ...named, [field]: other } }),
            ),
          ),
        ];
    const options = WRONG_OPTIONS[operation];
    return [
      ...paths.flatMap((each) =>
        strangers(`${operation} at ${each}`, "openai", { path: addressOf(each), body: named }),
      ),
      ...wholes,
      ...(options === undefined
        ? []
        : [
            wrong(
              "an option",
              400,
              isForm ? inForm(formOf({ model: MODEL, ...options })) : { body: { ...named, ...options } },
            ),
          ]),
    ];
  },
);
