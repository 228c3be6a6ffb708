import type { HeaderRecord } from "../adapters/adapter.ts";
import { GatewayError } from "../core/errors.ts";
import { invalidRequest } from "../dialects/read-fields.ts";
import type { SoundBody } from "../dialects/sound-dialect.ts";
import { concatBytes } from "../streams/concat-bytes.ts";
import { type HeldPart, type Upload, UPLOAD_BYTES_MAX } from "./open-upload.ts";
import { rootOf } from "./read-form.ts";
import { type FileForm, type FileSending, sendFile } from "./send-file.ts";

export interface HandedFile {
  readonly headers: HeaderRecord;
  readonly sending: FileSending;
}

/** They say in which form the answer is wanted. OpenAI's SDK for JavaScript writes every list behind the file. */
const OF_THE_ANSWER: ReadonlySet<string> = new Set(["response_format", "timestamp_granularities"]);
const NOTHING = new Uint8Array();
const encoder = new TextEncoder();

/**
 * The file of a form as a provider takes it that has words of its own. `isIgnored` names the fields that nobody there is told.
 * Throws `GatewayError` for a form without a file, or with one that is too large.
 */
export function handFile(
  upload: Upload,
  contentType: string,
  body: SoundBody,
  isIgnored: (name: string) => boolean,
): HandedFile {
  const file = upload.parts.find(({ head }) => head.name === "file");
  if (file === undefined) throw invalidRequest("file", "a file, among the first fields of the form");
  const keepsLate = (name: string): boolean => {
    if (OF_THE_ANSWER.has(rootOf(name)) || isIgnored(name)) return OF_THE_ANSWER.has(rootOf(name));
    throw new GatewayError(
      "invalid_request",
      `The field \`${name}\` is behind the file. For this model it has to go before it.`,
      { param: name },
    );
  };
  const { type, form } = formOf(body, upload.boundary, contentType, file);
  return {
    headers: { "content-type": type },
    sending: sendFile(upload, file, { isBase64: false, bytesMax: UPLOAD_BYTES_MAX, ...form, keepsLate }),
  };
}

interface Form {
  readonly type: string;
  readonly form: Pick<FileForm, "before" | "after"> & Partial<FileForm>;
}

function formOf(body: SoundBody, boundary: string, contentType: string, { head }: HeldPart): Form {
  switch (body.kind) {
    case "bytes":
      return { type: head.type ?? "application/octet-stream", form: { before: NOTHING, after: NOTHING } };
    case "form": {
      const fields = body.fields.map(
        ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      );
      const before = concatBytes([encoder.encode(`${fields.join("")}--${boundary}\r\n`), head.bytes]);
      return { type: contentType, form: { before, after: encoder.encode(`\r\n--${boundary}--\r\n`) } };
    }
    case "json": {
      const mark = crypto.randomUUID();
      const file = { name: head.filename ?? "", type: head.type };
      const [before = "", after = ""] = JSON.stringify(body.write(mark, file)).split(mark);
      return {
        type: "application/json",
        form: {
          before: encoder.encode(before),
          after: encoder.encode(after),
          isBase64: true,
          bytesMax: body.bytesMax,
        },
      };
    }
  }
}
