import type { GatewayError } from "../../core/errors.ts";
import { textOf, type JsonObject } from "../../core/json.ts";
import type { ForwardRequest, ForwardTools } from "../../pipeline/forward-call.ts";
import { checkJsonType } from "../../pipeline/check-json-type.ts";
import { parseBody } from "../../pipeline/parse-body.ts";
import { isGatewayField } from "../../pipeline/strip-gateway-fields.ts";
import { readBody } from "../../streams/read-body.ts";
import { readBoundary } from "../../streams/read-boundary.ts";
import { fieldsOf, openUpload, UPLOAD_BYTES_MAX } from "../open-upload.ts";
import { readForm, rootOf } from "../read-form.ts";
import { readUploadFile, type UploadedFile } from "../read-upload-file.ts";
import { sendUpload } from "../send-upload.ts";
import { isDestination } from "./read-destination.ts";

/** What a request says, and how it is said again in the provider's ids. */
export interface Said {
  readonly fields: JsonObject;
  /** The file of a form, in the place of `write`: its bytes can be had once. */
  file(): UploadedFile | undefined;
  write(fields: JsonObject): Saying;
}

interface Saying {
  readonly body: ForwardRequest["body"];
  readonly contentType?: string;
  /** Why the body broke off on its way, where that was the client's doing. */
  readonly fault?: () => GatewayError | undefined;
}

const READ_TIMEOUT_MS = 30_000;
const FIELDS_BYTES_MAX = 256 * 1024;
const FILE_ID = "file_id";

const NOTHING: Said = { fields: {}, file: () => undefined, write: () => ({ body: null }) };

/** Of a form what is before its file: that is passed on as it comes. Rejects with `GatewayError`. */
export async function readSaid(
  request: Request,
  mayBeForm: boolean,
  { settings: { requestBytesMax, invalidUnicode }, opened }: Pick<ForwardTools, "settings" | "opened">,
): Promise<Said> {
  if (request.method !== "POST") return NOTHING;
  const contentType = request.headers.get("content-type");
  const boundary = mayBeForm ? readBoundary(contentType) : undefined;
  if (boundary !== undefined && contentType !== null) return await readUpload(request, boundary, contentType, opened);
  const text = await readBody(request, { bytesMax: requestBytesMax, timeoutMs: READ_TIMEOUT_MS });
  if (text === "") return NOTHING;
  checkJsonType(request);
  return {
    fields: parseBody(text, invalidUnicode),
    file: () => undefined,
    write: (fields) => ({ body: JSON.stringify(fields), contentType: "application/json" }),
  };
}

async function readUpload(
  request: Request,
  boundary: string,
  contentType: string,
  opened: ForwardTools["opened"],
): Promise<Said> {
  const upload = await openUpload(request, boundary, {
    bytesMax: UPLOAD_BYTES_MAX,
    heldBytesMax: FIELDS_BYTES_MAX,
    // Where none is named before the file, there is a provider to go to all the same.
    isModelKnown: true,
    opened,
  });
  return {
    fields: readForm(fieldsOf(upload)),
    file: () => readUploadFile(upload),
    write(fields) {
      const fileId = textOf(fields[FILE_ID]);
      // An id behind the file was not looked for among the caller's own, and must not arrive.
      const sending = sendUpload(upload, fileId === undefined ? [] : [[FILE_ID, fileId]], (name) => {
        const root = rootOf(name);
        return root === FILE_ID || isDestination(root) || isGatewayField(root);
      });
      return { body: sending.body, contentType, fault: () => sending.fault() };
    },
  };
}
