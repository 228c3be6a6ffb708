import { expect, test } from "vitest";
import { listFrames } from "../../../src/streams/list-frames.ts";

/** What comes out of these pieces. */
const list = (...pieces: readonly string[]): Promise<string> =>
  new Response(
    new ReadableStream<string>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    })
      .pipeThrough(new TextEncoderStream())
      .pipeThrough(listFrames(1_000)),
  ).text();

test.each<[string, readonly string[], readonly object[]]>([
  ["nothing", [], []],
  ["one event", ['data: {"a":1}\n\n'], [{ a: 1 }]],
  ["several", ['data: {"a":1}\r\n\r\ndata: {"a":2}\r\n\r\n', 'data: {"a":3}\n\n'], [{ a: 1 }, { a: 2 }, { a: 3 }]],
  ["events in pieces", ['data: {"a"', ':"é', '"}\n', '\ndata: {"a":2}\n\n'], [{ a: "é" }, { a: 2 }]],
  ["a comment, and no blank line at the end", [": ping\n\n", 'data: {"a":1}'], [{ a: 1 }]],
])("%s is a list of JSON", async (_, pieces, items) => {
  expect(JSON.parse(await list(...pieces))).toEqual(items);
});

test("an event that is too long breaks it off", async () => {
  await expect(list(`data: "${"x".repeat(2_000)}"\n\n`)).rejects.toThrow(/more than 1000 bytes/);
});
