import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLines, type ByteLine } from "../../../src/streams/read-lines.ts";

const streamOf = (chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
async function read(chunks: readonly Uint8Array[], bytesMax = 1_000): Promise<readonly ByteLine[]> {
  const lines: ByteLine[] = [];
  for await (const line of readLines(streamOf(chunks), { bytesMax })) lines.push(line);
  return lines;
}
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** At these places, in their order. */
function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe("lines with their places", () => {
  test.each<[string, string, readonly string[]]>([
    ["none", "", []],
    ["one without an end", "a", ["a"]],
    ["one with an end", "a\n", ["a"]],
    ["empty ones", "\na\n\n", ["", "a", ""]],
    ["those of Windows", "a\r\nb\r\n", ["a", "b"]],
  ])("%s", async (_, text, lines) => {
    expect((await read([bytesOf(text)])).map((line) => line.text)).toEqual(lines);
  });

  test("are the same however the bytes are cut, also inside of characters, and each ends where the next begins", async () => {
    const line = fc.string({ unit: fc.constantFrom("a", "é", "⚓", "🦀", " ") });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.array(fc.nat()), async (texts, places) => {
        const bytes = bytesOf(texts.map((text) => `${text}\n`).join(""));
        const lines = await read(cut(bytes, places));
        expect(lines.map(({ text }) => text)).toEqual(texts);
        for (const [index, { endByte }] of lines.entries()) {
          const rest = new TextDecoder().decode(bytes.subarray(endByte));
          expect(rest).toBe(
            texts
              .slice(index + 1)
              .map((text) => `${text}\n`)
              .join(""),
          );
        }
      }),
    );
  });

  test("are refused when one is too long, not when all are", async () => {
    expect(await read([bytesOf("12345\n12345\n")], 5)).toHaveLength(2);
    await expect(read([bytesOf("12345\n123"), bytesOf("456")], 5)).rejects.toThrow(RangeError);
  });
});
