import { describe, expect, test } from "vitest";
import type { ChatEvent, Part } from "../../../../src/core/chat.ts";
import { isObject, objectsOf, textOf, type JsonObject } from "../../../../src/core/json.ts";
import { gemini, geminiClient } from "../../../../src/dialects/gemini/index.ts";

const client = geminiClient({ stream: true });
const OPTIONS = { includeUsage: true, createdSeconds: 0 };

const THOUGHT: Part = { type: "reasoning", text: "Hm. 潮汐 👩‍🚀", signature: "c2lnbmVk" };
const SEALED: Part = { type: "reasoning", text: "", redacted: "c2VhbGVk" };
const SAID: Part = { type: "text", text: "One moment." };
const CALL: Part = { type: "tool-call", id: "c1", name: "f", input: '{"a":1}' };
const NEXT: Part = { type: "tool-call", id: "c2", name: "f", input: "{}" };

const partsIn = (answer: JsonObject): readonly JsonObject[] =>
  objectsOf(answer.candidates).flatMap(({ content }) => (isObject(content) ? objectsOf(content.parts) : []));

const answer = (parts: readonly Part[]): readonly JsonObject[] =>
  partsIn(client.encodeResponse({ id: "a", model: "m", parts, finish: "tool-calls", usage: undefined }, OPTIONS));

/** The turn of the model as the next request says it. */
function readBack(parts: readonly JsonObject[]): readonly Part[] | undefined {
  const contents = [
    { role: "user", parts: [{ text: "Hi" }] },
    { role: "model", parts },
  ];
  return client.decodeRequest({ contents }).messages.at(-1)?.parts;
}

/** As the Gemini CLI does it. */
const withoutThoughts = (parts: readonly JsonObject[]): readonly JsonObject[] =>
  parts.filter(({ thought }) => thought !== true);

const signatureOf = (parts: readonly JsonObject[]): string | undefined =>
  parts.map(({ thoughtSignature }) => textOf(thoughtSignature)).at(-1);

describe("what another provider thought before a call", () => {
  test.each<[string, readonly Part[]]>([
    ["signed", [THOUGHT, CALL]],
    ["sealed", [SEALED, CALL]],
    ["with words after it, which come behind it again", [THOUGHT, SAID, CALL]],
    ["before each of two", [THOUGHT, CALL, SEALED, NEXT]],
    ["before both of two", [THOUGHT, SEALED, CALL, NEXT]],
  ])("comes back with the call, %s", (_, parts) => {
    expect(readBack(withoutThoughts(answer(parts)))).toEqual(parts);
  });

  test("is there once where the client brings it back itself", () => {
    expect(readBack(answer([THOUGHT, SAID, CALL]))).toEqual([THOUGHT, SAID, CALL]);
  });

  test("is in base64, which Google's SDKs read there", () => {
    expect(signatureOf(answer([THOUGHT, CALL]))).toMatch(/^[A-Za-z0-9+/]+=*$/);
  });

  test("comes with the same call in a stream", () => {
    const events: readonly ChatEvent[] = [
      { type: "response-start", id: "a", model: "m" },
      { type: "reasoning-start", block: 0 },
      { type: "reasoning-delta", block: 0, text: "Hm. 潮汐" },
      { type: "reasoning-delta", block: 0, text: " 👩‍🚀" },
      { type: "reasoning-signature", block: 0, signature: "c2lnbmVk" },
      { type: "block-end", block: 0 },
      { type: "reasoning-start", block: 1 },
      { type: "reasoning-redacted", block: 1, data: "c2VhbGVk" },
      { type: "block-end", block: 1 },
      { type: "tool-call-start", block: 2, id: "c1", name: "f" },
      { type: "tool-call-delta", block: 2, input: '{"a":1}' },
      { type: "block-end", block: 2 },
    ];
    const encoder = client.encoder(OPTIONS);
    const frames = events.flatMap((event) => encoder.push(event));
    const parts = frames.flatMap(({ data }) => partsIn(JSON.parse(data) as JsonObject));
    expect(signatureOf(parts)).toBe(signatureOf(answer([THOUGHT, SEALED, CALL])));
    expect(readBack(withoutThoughts(parts))).toEqual([THOUGHT, SEALED, CALL]);
  });

  test.each<[string, readonly Part[]]>([
    ["that nobody signed", [{ type: "reasoning", text: "Hm" }, CALL]],
    ["of Gemini itself, which signs its calls", [{ type: "reasoning", text: "Hm", signature: "gemini:dA==" }, CALL]],
  ])("is not carried %s", (_, parts) => {
    expect(signatureOf(answer(parts))).toBeUndefined();
  });

  test("leaves the signature of a call alone", () => {
    expect(signatureOf(answer([THOUGHT, { ...CALL, signature: "Z2VtaW5p" }]))).toBe("Z2VtaW5p");
  });

  test("is nothing where a client has changed it", () => {
    const [, call = {}] = answer([THOUGHT, CALL]);
    const { thoughtSignature } = call;
    for (const changed of [`${textOf(thoughtSignature)?.slice(0, 21)}`, `${textOf(thoughtSignature)?.slice(0, 20)}*`])
      expect(readBack([{ ...call, thoughtSignature: changed }])).toEqual([CALL]);
  });

  test("is not sent to Gemini itself, which gets what stands in for a signature", () => {
    const [, call = {}] = answer([THOUGHT, CALL]);
    const { thoughtSignature: thought_signature, ...rest } = call;
    const own = { functionCall: { name: "f" }, thoughtSignature: "Z2VtaW5p" };
    const aimed = gemini.retarget(
      { contents: [{ role: "model", parts: [call, { ...rest, thought_signature }, own] }] },
      { model: "m" },
    );
    const marked = { ...rest, thoughtSignature: "skip_thought_signature_validator" };
    expect(aimed).toEqual({ contents: [{ role: "model", parts: [marked, marked, own] }] });
  });
});
