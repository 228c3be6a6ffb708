import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePartHead } from "../../../src/streams/parse-part-head.ts";
import { readBoundary } from "../../../src/streams/read-boundary.ts";
import { scanMultipart } from "../../../src/streams/scan-multipart.ts";
import { anyCuts, cutAt } from "./reference.ts";

const BOUNDARY = "--sea-wall";
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const oneByOne = (bytes: Uint8Array): Uint8Array[] => [...bytes].map((byte) => new Uint8Array([byte]));

interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly content: string;
}

function scan(chunks: readonly Uint8Array[], boundary = BOUNDARY): readonly Part[] {
  const scanner = scanMultipart(boundary);
  const parts: { name: string; filename: string | undefined; bytes: number[] }[] = [];
  for (const chunk of chunks)
    for (const event of scanner.push(chunk)) {
      if (event.kind === "part") parts.push({ name: event.head.name, filename: event.head.filename, bytes: [] });
      if (event.kind === "data") parts.at(-1)?.bytes.push(...event.bytes);
    }
  scanner.finish();
  return parts.map(({ bytes, ...part }) => ({ ...part, content: Buffer.from(bytes).toString("latin1") }));
}

const part = (name: string, content: string, more = ""): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;
const end = `--${BOUNDARY}--`;

describe("a multipart body", () => {
  test.each<[string, string, Part[]]>([
    ["one field", part("a", "1") + end, [{ name: "a", filename: undefined, content: "1" }]],
    ["no part", end, []],
    ["an empty field", part("a", "") + end, [{ name: "a", filename: undefined, content: "" }]],
    [
      "a file with its type",
      part("f", "\r\n--\r\n", `; filename="a;b.mp3"\r\ncontent-type: audio/mpeg`) + end,
      [{ name: "f", filename: "a;b.mp3", content: "\r\n--\r\n" }],
    ],
    [
      "what comes before the first boundary and behind the last",
      `hello\r\n${part("a", "1")}${end}\r\n${part("b", "2")}`,
      [{ name: "a", filename: undefined, content: "1" }],
    ],
    [
      "blanks behind a boundary",
      part("a", "1").replace("\r\n", " \t\r\n") + end,
      [{ name: "a", filename: undefined, content: "1" }],
    ],
    [
      "what looks like the beginning of a boundary",
      part("a", `\r\n--${BOUNDARY.slice(0, -1)}\r\r\n\n--${BOUNDARY.slice(0, 3)}x--${BOUNDARY}`) + end,
      [
        {
          name: "a",
          filename: undefined,
          content: `\r\n--${BOUNDARY.slice(0, -1)}\r\r\n\n--${BOUNDARY.slice(0, 3)}x--${BOUNDARY}`,
        },
      ],
    ],
  ])("with %s is read whole and byte by byte", (_what, body, parts) => {
    expect(scan([encode(body)])).toEqual(parts);
    expect(scan(oneByOne(encode(body)))).toEqual(parts);
  });

  test.each([
    ["its closing boundary is missing", part("a", "1"), "closing boundary"],
    ["it is empty", "", "closing boundary"],
    ["it is JSON", `{"model":"m"}`, "closing boundary"],
    ["its boundary is another one", part("a", "1").replaceAll(BOUNDARY, "other"), "closing boundary"],
    ["a boundary follows a bare LF", part("a", `x\n--${BOUNDARY}\r\n`) + end, "CRLF"],
    ["a boundary follows a bare CR", part("a", `x\r--${BOUNDARY}\r\n`) + end, "CRLF"],
    ["a boundary follows a header directly", `${part("a", "").slice(0, -2)}${end}`, "CRLF"],
    ["text follows a boundary", part("a", `x\r\n--${BOUNDARY}y\r\n`) + end, "on its line"],
    ["a boundary's line never ends", `--${BOUNDARY}${" ".repeat(300)}`, "on its line"],
    ["a header never ends", `--${BOUNDARY}\r\nx: ${"y".repeat(20_000)}`, "longer than"],
    ["a part has no header", `--${BOUNDARY}\r\n\r\nx\r\n${end}`, "form-data"],
    ["a part has two names", part("a", "1", `; name="model"`) + end, "two names"],
    ["a part has a name in two ways", part("a", "1", `; name*=utf-8''model`) + end, "no name"],
    ["a name is escaped", part("mo\\del", "1") + end, "escaped"],
    ["a quote is left open", part("a", "1", `; filename="x`) + end, "form-data"],
    ["a header is folded", part("a", "1", `;\r\n filename="x"`) + end, "header field"],
    ["a header is there twice", part("a", "1", `\r\ncontent-disposition: form-data; name="b"`) + end, "two headers"],
  ])("is refused where %s", (_why, body, reason) => {
    for (const chunks of [[encode(body)], oneByOne(encode(body))])
      expect(() => scan(chunks)).toThrow(
        expect.objectContaining({ code: "invalid_request", message: expect.stringContaining(reason) }),
      );
  });

  // Made of what boundaries are made of, so that most of it begins like one.
  const content = fc
    .array(fc.constantFrom("\r", "\n", "\r\n", "-", "--", "--sea-wal", `--${BOUNDARY.slice(0, 5)}`, "a", "\u0000"), {
      maxLength: 30,
    })
    .map((pieces) => pieces.join(""));

  test("has the parts it was made of, however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom("file", "model", "a[]"), content, fc.boolean()), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.stringMatching(/^[A-Za-z0-9'()+_,./:=?-]{1,70}$/),
        anyCuts,
        async (list, boundary, cuts) => {
          fc.pre(list.every(([, text]) => !`\n${text}`.replaceAll("\r", "\n").includes(`\n--${boundary}`)));
          const body = list
            .map(
              ([name, text, isFile]) =>
                `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${isFile ? `; filename="x"` : ""}\r\n\r\n${text}\r\n`,
            )
            .join("");
          const bytes = encode(`${body}--${boundary}--`);
          const wanted = list.map(([name, text, isFile]) => ({
            name,
            filename: isFile ? "x" : undefined,
            content: text,
          }));
          expect(scan(cutAt(bytes, cuts), boundary)).toEqual(wanted);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("of a browser's form is read as it was made", async () => {
    const form = new FormData();
    form.append("model", "größe");
    form.append(
      "file",
      new Blob([Uint8Array.from({ length: 70_000 }, (_none, index) => index % 256)]),
      'a "quoted" ü.wav',
    );
    const request = new Request("https://gateway.test", { method: "POST", body: form });
    const boundary = readBoundary(request.headers.get("content-type")) ?? "";
    const parts = scan([new Uint8Array(await request.arrayBuffer())], boundary);
    expect(parts.map(({ name, content: text }) => [name, text.length])).toEqual([
      ["model", 7],
      ["file", 70_000],
    ]);
  });

  test("is scanned at a cost that does not depend on what is in it", () => {
    const hostile = encode(`\r\n--${"-".repeat(30)}`.repeat(100_000));
    const scanner = scanMultipart(`${"-".repeat(60)}x`);
    scanner.push(encode(`--${"-".repeat(60)}x\r\nContent-Disposition: form-data; name="f"\r\n\r\n`));
    let bytes = 0;
    for (const event of scanner.push(hostile)) if (event.kind === "data") bytes += event.bytes.length;
    expect(bytes).toBeGreaterThan(hostile.length - 100);
    expect(scanner.push(hostile).length).toBeLessThan(4);
  });
});

describe("the type of a body", () => {
  test.each([
    ["multipart/form-data; boundary=abc", "abc"],
    [`Multipart/Form-Data;charset=utf-8; boundary="a b"`, "a b"],
    ["multipart/form-data; boundary=----WebKitFormBoundaryX; x=y", "----WebKitFormBoundaryX"],
    ["multipart/form-data", undefined],
    ["multipart/mixed; boundary=abc", undefined],
    ["application/json", undefined],
    ["multipart/form-data; boundary=", undefined],
    ["multipart/form-data; boundary=a; boundary=b", undefined],
    [`multipart/form-data; boundary=${"a".repeat(71)}`, undefined],
    [`multipart/form-data; boundary="a\u00e4"`, undefined],
    [null, undefined],
  ])("%s names the boundary %s", (type, boundary) => {
    expect(readBoundary(type)).toBe(boundary);
  });
});

describe("the header of a part", () => {
  test.each([
    [`content-disposition: form-data; name=model`, "model", undefined],
    [`Content-Disposition: Form-Data ; filename="C:\\\\a\\"b.wav" ; name="file"`, "file", `C:\\\\a\\"b.wav`],
    [`Content-Disposition: form-data; name="file"; filename*=utf-8''a%20b.wav`, "file", "utf-8''a%20b.wav"],
    [`Content-Disposition: form-data; name="timestamp_granularities[]"`, "timestamp_granularities[]", undefined],
  ])("%s", (line, name, filename) => {
    expect(parsePartHead(encode(`${line}\r\n\r\n`))).toMatchObject({ name, filename });
  });
});
