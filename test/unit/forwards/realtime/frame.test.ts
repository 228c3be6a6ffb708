import { describe, expect, it } from "vitest";
import { deltaCharsOf, isPlainAudio, typeOfServerEvent } from "../../../../src/forwards/realtime/frame.ts";

describe("the type of a server's event", () => {
  it.each([
    ['{"type":"response.done","response":{}}', "response.done"],
    ['{ "event_id": "event_1", "type" : "response.created" }', "response.created"],
    [
      `{"event_id":"e","type":"response.output_audio.delta","delta":"${"A".repeat(9_000)}"}`,
      "response.output_audio.delta",
    ],
    ["no JSON", ""],
  ])("is read from %.60s", (text, type) => {
    expect(typeOfServerEvent(text)).toBe(type);
  });

  it("is none of bytes", () => {
    expect(typeOfServerEvent(new ArrayBuffer(8))).toBe("");
  });
});

describe("sound of a client", () => {
  it.each([
    '{"type":"input_audio_buffer.append","audio":"AAAA"}',
    '{ "event_id": "event_7", "type": "input_audio_buffer.append", "audio": "AAAA" }',
  ])("is known without parsing: %s", (text) => {
    expect(isPlainAudio(text)).toBe(true);
  });

  it.each([
    '{"type":"response.create"}',
    '{"audio":"AAAA","type":"input_audio_buffer.append"}',
    // The last of two fields of the same name counts.
    '{"type":"input_audio_buffer.append","audio":"AAAA","type":"session.update","session":{"model":"other"}}',
    String.raw`{"type":"input_audio_buffer.append","audio":"AAAA","\u0074ype":"response.create"}`,
  ])("is not taken for granted: %s", (text) => {
    expect(isPlainAudio(text)).toBe(false);
  });
});

it.each([
  ['{"type":"response.output_text.delta","delta":"Hello"}', 5],
  ['{"type":"response.output_text.delta"}', 0],
])("what %s adds to an answer", (text, chars) => {
  expect(deltaCharsOf(text)).toBe(chars);
});
