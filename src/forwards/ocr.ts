import { isArray, isObject, numberOf, textOf } from "../core/json.ts";
import { noUsage, type Units } from "../core/usage.ts";
import { encodeOpenaiError } from "../dialects/encode-openai-error.ts";
import { requiredObject } from "../dialects/read-fields.ts";
import type { ForwardEndpoint } from "../pipeline/forward-call.ts";
import { meter, userIn } from "./meter.ts";
import { OPENAI_GROUPS } from "./paths.ts";
import { readSubmission } from "./read-submission.ts";

/** More than any document that is taken. */
const PAGES_MAX = 100_000;
/** What is asked for beside the text, and makes each page dearer. */
const ANNOTATIONS = ["document_annotation_format", "bbox_annotation_format"] as const;

/** Documents to text: https://docs.mistral.ai/api/endpoint/ocr. Charged by the page. */
export const ocr: ForwardEndpoint = {
  operation: "ocr",
  method: "POST",
  paths: ["/v1/ocr", "/ocr"],
  groups: OPENAI_GROUPS,
  encodeError: encodeOpenaiError,
  async read(request, tools) {
    const submission = await readSubmission(request, tools, "json");
    const { body } = submission;
    requiredObject(body["document"], "document");
    // How many a document has is known when it has been read.
    const count = isArray(body["pages"]) ? Math.min(body["pages"].length, PAGES_MAX) : 1;
    const isAnnotated = ANNOTATIONS.some((field) => isObject(body[field]));
    const unitsOf = (pages: number): Units => ({ pages, ...(isAnnotated && { annotatedPages: pages }) });
    const units = unitsOf(count);
    return {
      ...meter("ocr", submission, request, tools.settings, { stream: false, units, endUser: userIn(body) }),
      texts: () => [textOf(body["document_annotation_prompt"]) ?? ""],
      readUsage({ body: answer }) {
        const info = answer?.["usage_info"];
        const pages = isObject(info) ? numberOf(info["pages_processed"]) : undefined;
        return pages === undefined || pages < 0 || pages > PAGES_MAX
          ? undefined
          : { ...noUsage, ...unitsOf(Math.ceil(pages)) };
      },
      estimate: () => ({ ...noUsage, ...units, estimated: true }),
    };
  },
};
