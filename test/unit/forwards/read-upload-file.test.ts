import { describe, expect, test } from "vitest";
import { openUpload } from "../../../src/forwards/open-upload.ts";
import { readUploadFile } from "../../../src/forwards/read-upload-file.ts";
import { concatBytes } from "../../../src/streams/concat-bytes.ts";

const MIB = 1024 * 1024;
const field = (name: string, value: string): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (bytes: string, name = "x.pdf"): string =>
  `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/pdf\r\n\r\n${bytes}\r\n`;
const END = "--b--\r\n";

/** In pieces, as a client sends it; `told`: with its length. */
async function open(form: string, pieceBytes: number, told: boolean) {
  const bytes = new TextEncoder().encode(form);
  const body = new ReadableStream({
    type: "bytes",
    start(controller: ReadableByteStreamController) {
      for (let from = 0; from < bytes.length; from += pieceBytes)
        controller.enqueue(bytes.slice(from, from + pieceBytes));
      controller.close();
    },
  });
  const request = {
    body,
    headers: new Headers(told ? { "content-length": String(bytes.length) } : {}),
  } as unknown as Request;
  return await openUpload(request, "b", { bytesMax: 8 * MIB, heldBytesMax: 256 * 1024, isModelKnown: true });
}

async function read(form: string, pieceBytes = 64 * 1024, told = true) {
  const found = readUploadFile(await open(form, pieceBytes, told));
  if (found === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of found.chunks) chunks.push(chunk.slice());
  return {
    name: found.name,
    type: found.type,
    text: new TextDecoder().decode(concatBytes(chunks)),
    fields: Object.fromEntries(found.fields()),
  };
}

const LARGE = "0123456789abcdef\r\n--".repeat(100_000);

describe("the file of a form", () => {
  test("is refused where fields without end follow it, however little is in them", async () => {
    const form = file("x".repeat(100_000)) + field("a", "").repeat(20_000) + END;
    await expect(read(form, 64 * 1024, false)).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("262144 bytes") as unknown,
    });
  });

  test.each([
    ["small, whole", "tide", 64 * 1024, true],
    ["small, of a length that nobody told", "tide", 64 * 1024, false],
    ["small, byte by byte", "tide", 1, false],
    ["large, with all that may be a boundary in it", LARGE, 64 * 1024, true],
    ["large, in odd pieces", LARGE, 7_777, false],
    ["empty", "", 64 * 1024, true],
  ] as const)("is read, %s, with the fields before and behind it", async (_, text, pieceBytes, told) => {
    const form = field("before", "1") + file(text) + field("purpose", "user_data") + field("last", "2") + END;
    expect(await read(form, pieceBytes, told)).toEqual({
      name: "x.pdf",
      type: "application/pdf",
      text,
      fields: { before: "1", purpose: "user_data", last: "2" },
    });
  });

  test("is none of a form that has none", async () => {
    expect(await read(field("a", "1") + END)).toBeUndefined();
  });

  test("that breaks off is told, as is a second one", async () => {
    await expect(read(file(LARGE).slice(0, -100))).rejects.toMatchObject({ code: "invalid_request" });
    await expect(read(file(LARGE) + file("more") + END)).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("is followed by no more fields than are kept", async () => {
    await expect(read(file(LARGE) + field("x", "y".repeat(300 * 1024)) + END)).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});
