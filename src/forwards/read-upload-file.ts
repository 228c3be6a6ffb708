import { concatBytes } from "../streams/concat-bytes.ts";
import { malformed } from "../streams/malformed-multipart.ts";
import type { PartHead } from "../streams/parse-part-head.ts";
import { fieldsOf, type HeldPart, type Upload } from "./open-upload.ts";

export interface UploadedFile {
  readonly name: string;
  readonly type: string | undefined;
  /** Can be read once; each chunk holds until the next is asked for. Rejects with `GatewayError`. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** All of the form, once the file has been read: SDKs write some behind it. */
  fields(): readonly (readonly [name: string, value: string])[];
}

const FIELDS_BYTES_MAX = 256 * 1024;

/** The one file of a form; undefined where it has none among what has been read of it. */
export function readUploadFile(upload: Upload): UploadedFile | undefined {
  const { parts, rest } = upload;
  const file = parts.find(({ head }) => head.filename !== undefined);
  if (file === undefined) return undefined;
  const last = parts.at(-1);
  const behind: HeldPart[] = rest === undefined || last === file || last === undefined ? [] : [last];
  let behindBytes = 0;

  function begin(head: PartHead): void {
    if (head.filename !== undefined) throw malformed("it has more than one file");
    count(head.bytes);
    behind.push({ head, chunks: [] });
  }

  function count({ length }: Uint8Array): void {
    behindBytes += length;
    if (behindBytes > FIELDS_BYTES_MAX) throw malformed(`its fields are longer than ${FIELDS_BYTES_MAX} bytes`);
  }

  function keep(bytes: Uint8Array): void {
    count(bytes);
    behind.at(-1)?.chunks.push(bytes.slice());
  }

  async function* read({ chunks }: HeldPart): AsyncGenerator<Uint8Array> {
    yield* chunks;
    if (rest === undefined) return;
    for (let chunk = await rest.chunks.next(); chunk !== undefined; chunk = await rest.chunks.next())
      for (const event of rest.scanner.push(chunk)) {
        if (event.kind === "part") begin(event.head);
        else if (event.kind === "data" && behind.length === 0) yield event.bytes;
        else if (event.kind === "data") keep(event.bytes);
      }
    rest.scanner.finish();
  }

  return {
    name: file.head.filename ?? "",
    type: file.head.type,
    chunks: read(file),
    fields: () => [
      ...fieldsOf(upload),
      ...behind.map(({ head, chunks }) => [head.name, new TextDecoder().decode(concatBytes(chunks))] as const),
    ],
  };
}
