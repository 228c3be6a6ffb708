import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { toFile } from "openai";
import { describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { errorOf, openaiClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { memoryOf } from "../support/memory.ts";
import { configFor, deployment, MASTER_KEY } from "../support/providers.ts";
import { spendOfCall, spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { Upstream } from "../support/upstream.ts";

const MIB = 1024 * 1024;
const SECRET = "upstream-secret-of-sound-5b1d";

const sounding = (upstream: Upstream, name: string, model: string, more: object = {}): object => ({
  model_name: name,
  litellm_params: { model, api_base: upstream.base(name), api_key: SECRET, ...more },
});

/** Each name is a scene of its own. */
const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      sounding(upstream, "eleven-speak", "elevenlabs/eleven_multilingual_v2"),
      sounding(upstream, "eleven-hear", "elevenlabs/scribe_v1"),
      sounding(upstream, "deep-speak", "deepgram/aura-2"),
      sounding(upstream, "deep-hear", "deepgram/nova-3", { extra_body: { language: "de" } }),
      sounding(upstream, "deep-lenient", "deepgram/nova-3", { drop_params: true }),
      sounding(upstream, "gemini-speak", "gemini/gemini-2.5-flash-preview-tts"),
      sounding(upstream, "gemini-hear", "gemini/gemini-2.5-flash"),
      sounding(upstream, "vertex-speak", "vertex_ai/gemini-2.5-flash-tts", { vertex_project: "quay" }),
      sounding(upstream, "vertex-claude", "vertex_ai/claude-sonnet-4-5", { vertex_project: "quay" }),
      sounding(upstream, "first-hear", "elevenlabs/scribe_v1"),
      deployment(upstream, "openai", "then-hear", { model: "openai/whisper-1" }),
    ],
    router: { fallbacks: [{ "first-hear": ["then-hear"] }] },
    general: { limits_deadline: 5 },
  }),
);

async function eventOf(response: { readonly headers: Headers }): Promise<unknown> {
  const events = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
  expect(events).toHaveLength(1);
  return events[0];
}

async function fieldsOf(scene: string): Promise<Record<string, unknown>> {
  const { headers, body } = stage.upstream.last(scene);
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": headers["content-type"] ?? "" },
  }).formData();
  const entries = [...form].map(async ([name, value]) => [
    name,
    typeof value === "string" ? value : Buffer.from(await value.arrayBuffer()),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Record<string, unknown>;
}

const words = [
  { text: "The", start: 0.1, end: 0.3, type: "word" },
  { text: " ", start: 0.3, end: 0.4, type: "spacing" },
  { text: "harbour", start: 0.4, end: 0.9, type: "word" },
  { text: " ", start: 0.9, end: 1, type: "spacing" },
  { text: "is", start: 1, end: 1.1, type: "word" },
  { text: " ", start: 1.1, end: 1.2, type: "spacing" },
  { text: "calm.", start: 1.2, end: 1.75, type: "word" },
];
const scribed = { language_code: "eng", text: "The harbour is calm.", words, audio_duration_secs: 9 };
const listened = {
  metadata: { duration: 4.5, channels: 1 },
  results: {
    channels: [
      {
        alternatives: [
          {
            transcript: "The harbour is calm.",
            words: [
              { word: "the", punctuated_word: "The", start: 0.08, end: 0.32 },
              { word: "harbour", punctuated_word: "harbour", start: 0.32, end: 0.8 },
              { word: "is", punctuated_word: "is", start: 0.8, end: 1 },
              { word: "calm", punctuated_word: "calm.", start: 1, end: 1.5 },
            ],
          },
        ],
      },
    ],
  },
};
const generated = (parts: readonly object[]): string =>
  JSON.stringify({
    candidates: [{ content: { role: "model", parts }, finishReason: "STOP" }],
    usageMetadata: {
      promptTokenCount: 20,
      candidatesTokenCount: 100,
      totalTokenCount: 120,
      candidatesTokensDetails: [{ modality: "AUDIO", tokenCount: 100 }],
    },
  });
const wav = (bytes = randomBytes(4_000)) => toFile(bytes, "a.wav", { type: "audio/wav" });

describe("speech by ElevenLabs", () => {
  const params = { model: "eleven-speak", voice: "alloy", input: "Ahoy, quay!" } as const;

  it("is its sound as it comes, charged by the character", async () => {
    const mp3 = randomBytes(200_000);
    stage.upstream.play("eleven-speak", { body: mp3, headers: { "content-type": "audio/mpeg" }, split: "bytes:7777" });
    const response = await stage.openai.audio.speech.create({ ...params, speed: 1.1 });
    expect(response.headers.get("content-type")).toBe("audio/mpeg");
    expect(Buffer.from(await response.arrayBuffer()).equals(mp3)).toBe(true);
    const request = stage.upstream.last("eleven-speak");
    expect(request.path).toBe("/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM?output_format=mp3_44100_128");
    expect(request.headers["xi-api-key"]).toBe(SECRET);
    expect(request.json).toEqual({
      text: params.input,
      model_id: "eleven_multilingual_v2",
      voice_settings: { speed: 1.1 },
    });
    const event = await eventOf(response);
    expect(event).toMatchObject({
      call_type: "aspeech",
      metadata: { usage_object: { characters: 11 }, unpriced: false },
    });
    expect(at(event, "spend")).toBeCloseTo(11 * 0.0001, 9);
  });

  it("that fails is an error in its class", async () => {
    const body = JSON.stringify({ detail: { status: "invalid_api_key", message: `No key ${SECRET}.` } });
    stage.upstream.play("eleven-speak", { status: 401, body });
    const error = await errorOf(stage.openai.audio.speech.create(params));
    expect(error).toMatchObject({ status: 401, message: expect.stringContaining("No key") });
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });

  it("in a format that it does not have is refused, and nobody is asked", async () => {
    stage.upstream.clear();
    const error = await errorOf(stage.openai.audio.speech.create({ ...params, response_format: "aac" }));
    expect(error).toMatchObject({ status: 400, param: "response_format" });
    expect(stage.upstream.requests("eleven-speak")).toEqual([]);
  });
});

it("speech by Deepgram has its voice in the query", async () => {
  stage.upstream.play("deep-speak", { body: randomBytes(100), headers: { "content-type": "audio/wav" } });
  const params = { model: "deep-speak", voice: "thalia", input: "Ahoy!", response_format: "wav" } as const;
  const response = await stage.openai.audio.speech.create(params);
  expect((await response.arrayBuffer()).byteLength).toBe(100);
  const request = stage.upstream.last("deep-speak");
  expect(request.path).toBe("/v1/speak?model=aura-2-thalia-en&encoding=linear16&container=wav&sample_rate=24000");
  expect(request.headers["authorization"]).toBe(`Token ${SECRET}`);
  expect(request.json).toEqual({ text: "Ahoy!" });
  expect(at(await eventOf(response), "spend")).toBeCloseTo(5 * 0.00003, 9);
});

describe("speech by Gemini", () => {
  const params = { model: "gemini-speak", voice: "Kore", input: "Ahoy!" } as const;
  const samples = randomBytes(48_000);
  const spoken = generated([
    { inlineData: { mimeType: "audio/L16;codec=pcm;rate=24000", data: samples.toString("base64") } },
  ]);

  it("is a WAV file, charged by its tokens", async () => {
    stage.upstream.play("gemini-speak", { body: spoken });
    const response = await stage.openai.audio.speech.create({ ...params, instructions: "Cheerfully" });
    const file = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get("content-type")).toBe("audio/wav");
    expect(file.subarray(0, 4).toString()).toBe("RIFF");
    expect(file.readUInt32LE(24)).toBe(24_000);
    expect(file.subarray(44).equals(samples)).toBe(true);
    const request = stage.upstream.last("gemini-speak");
    expect(request.path).toBe("/v1beta/models/gemini-2.5-flash-preview-tts:generateContent");
    expect(request.json).toMatchObject({
      contents: [{ parts: [{ text: "Cheerfully:\nAhoy!" }] }],
      generationConfig: {
        responseModalities: ["AUDIO"],
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Kore" } } },
      },
    });
    const event = await eventOf(response);
    expect(event).toMatchObject({ prompt_tokens: 20, completion_tokens: 100 });
    expect(at(event, "spend")).toBeCloseTo((20 * 0.5 + 100 * 10) / 1e6, 9);
  });

  it("is the samples alone where that is asked for", async () => {
    stage.upstream.play("gemini-speak", { body: spoken });
    const response = await stage.openai.audio.speech.create({ ...params, response_format: "pcm" });
    expect(Buffer.from(await response.arrayBuffer()).equals(samples)).toBe(true);
  });

  it("that is refused, or is none, is an error and no file", async () => {
    stage.upstream.play("gemini-speak", { body: JSON.stringify({ promptFeedback: { blockReason: "SAFETY" } }) });
    expect(await errorOf(stage.openai.audio.speech.create(params))).toMatchObject({ status: 400 });
    stage.upstream.play("gemini-speak", { body: generated([{ text: "Ahoy?" }]) });
    expect(await errorOf(stage.openai.audio.speech.create(params))).toMatchObject({ status: 502 });
    const mp3 = errorOf(stage.openai.audio.speech.create({ ...params, response_format: "mp3" }));
    expect(await mp3).toMatchObject({ status: 400, param: "response_format" });
  });

  it("of Vertex AI is asked of a model of Google's, and of no other", async () => {
    stage.upstream.play("vertex-speak", { body: spoken });
    await (await stage.openai.audio.speech.create({ ...params, model: "vertex-speak" })).arrayBuffer();
    expect(stage.upstream.last("vertex-speak").path).toBe(
      "/v1/projects/quay/locations/us-central1/publishers/google/models/gemini-2.5-flash-tts:generateContent",
    );
    const error = await errorOf(stage.openai.audio.speech.create({ ...params, model: "vertex-claude" }));
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining("claude") });
  });
});

describe("a transcription by ElevenLabs", () => {
  it("is the text, charged by the second", async () => {
    const file = randomBytes(80_000);
    stage.upstream.play("eleven-hear", { body: JSON.stringify(scribed) });
    const { data, response } = await stage.openai.audio.transcriptions
      .create({ file: await wav(file), model: "eleven-hear", language: "en", temperature: 0.2 })
      .withResponse();
    expect(data).toEqual({ text: scribed.text, usage: { type: "duration", seconds: 9 } });
    expect(stage.upstream.last("eleven-hear").path).toBe("/v1/speech-to-text");
    expect(await fieldsOf("eleven-hear")).toEqual({
      model_id: "scribe_v1",
      language_code: "en",
      temperature: "0.2",
      file,
    });
    const event = await eventOf(response);
    expect(event).toMatchObject({ call_type: "atranscription", metadata: { usage_object: { mediaMs: 9_000 } } });
    expect(at(event, "spend")).toBeCloseTo((9 * 0.22) / 3_600, 7);
  });

  it.each([
    ["text", "The harbour is calm.\n"],
    ["srt", "1\n00:00:00,100 --> 00:00:01,750\nThe harbour is calm.\n"],
    ["vtt", "WEBVTT\n\n00:00:00.100 --> 00:00:01.750\nThe harbour is calm.\n"],
  ] as const)("as %s, with what was told of its length", async (response_format, text) => {
    stage.upstream.play("eleven-hear", { body: JSON.stringify(scribed) });
    const { data, response } = await stage.openai.audio.transcriptions
      .create({ file: await wav(), model: "eleven-hear", response_format })
      .withResponse();
    expect(data).toBe(text);
    expect(await eventOf(response)).toMatchObject({ metadata: { usage_object: { mediaMs: 9_000 } } });
  });

  it("as a stream", async () => {
    stage.upstream.play("eleven-hear", { body: JSON.stringify(scribed) });
    const stream = await stage.openai.audio.transcriptions.create({
      file: await wav(),
      model: "eleven-hear",
      stream: true,
    });
    const events: unknown[] = [];
    for await (const event of stream) events.push(event);
    expect(events).toMatchObject([
      { type: "transcript.text.delta", delta: scribed.text },
      { type: "transcript.text.done", text: scribed.text },
    ]);
  });

  it("goes to a service of OpenAI's format when it fails", async () => {
    stage.upstream.play("first-hear", { status: 503, body: "{}" });
    stage.upstream.play("openai", { body: JSON.stringify({ text: "x", usage: { type: "duration", seconds: 3 } }) });
    const { data, response } = await stage.openai.audio.transcriptions
      .create({ file: await wav(), model: "first-hear", language: "en" })
      .withResponse();
    expect(data.text).toBe("x");
    expect(await fieldsOf("openai")).toMatchObject({ model: "whisper-1", language: "en" });
    expect(await eventOf(response)).toMatchObject({ model_group: "then-hear", metadata: { attempts: 2 } });
  });

  it("that is no transcript is a failure of the provider's", async () => {
    stage.upstream.play("eleven-hear", { body: JSON.stringify({ message: "accepted" }) });
    const key = await makeKey(stage.gateway, {});
    const params = { file: await wav(), model: "eleven-hear" };
    const error = await errorOf(openaiClient(stage.gateway, key).audio.transcriptions.create(params));
    expect(error).toMatchObject({ status: 502 });
    expect(await spendOfKey(stage.gateway, key, 1)).toMatchObject([{ status: "failure" }]);
  });
});

describe("a transcription by Deepgram", () => {
  it("is sent the sound alone, and gives words and sentences", async () => {
    const file = randomBytes(5_000_000);
    stage.upstream.play("deep-hear", { body: JSON.stringify(listened) });
    const { data, response } = await stage.openai.audio.transcriptions
      .create({
        model: "deep-hear",
        response_format: "verbose_json",
        timestamp_granularities: ["word", "segment"],
        file: await wav(file),
      })
      .withResponse();
    expect(data).toMatchObject({
      text: "The harbour is calm.",
      duration: 4.5,
      segments: [{ id: 0, start: 0.08, end: 1.5, text: "The harbour is calm." }],
    });
    expect(data.words).toHaveLength(4);
    const request = stage.upstream.last("deep-hear");
    // What the configuration says of the language is said to it too.
    expect(request.path).toBe("/v1/listen?model=nova-3&language=de&smart_format=true");
    expect(request.headers["content-type"]).toBe("audio/wav");
    expect(request.body.equals(file)).toBe(true);
    const event = await eventOf(response);
    expect(event).toMatchObject({ metadata: { usage_object: { mediaMs: 4_500 }, unpriced: false } });
  });

  it("with a field that it has no word for is refused, or goes without it", async () => {
    stage.upstream.clear();
    stage.upstream.play("deep-lenient", { body: JSON.stringify(listened) });
    const params = { file: await wav(), prompt: "Quay" };
    const error = await errorOf(stage.openai.audio.transcriptions.create({ ...params, model: "deep-hear" }));
    expect(error).toMatchObject({ status: 400, param: "prompt" });
    expect(stage.upstream.requests("deep-hear")).toEqual([]);
    const { text } = await stage.openai.audio.transcriptions.create({ ...params, model: "deep-lenient" });
    expect(text).toBe("The harbour is calm.");
  });

  it("with a field that comes too late is told so", async () => {
    stage.upstream.clear();
    stage.upstream.play("deep-hear", { body: JSON.stringify(listened) });
    const form = new FormData();
    form.append("model", "deep-hear");
    form.append("file", new Blob([randomBytes(3_000_000)], { type: "audio/wav" }), "a.wav");
    form.append("language", "en");
    const response = await fetch(`${stage.gateway.url}/v1/audio/transcriptions`, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      body: form,
    });
    expect(response.status).toBe(400);
    expect(textAt(await response.json(), "error", "message")).toContain("`language` is behind the file");
    // What it was sent had no end.
    expect(stage.upstream.requests("deep-hear")).toEqual([]);
  });

  it("never holds a large file", async () => {
    stage.upstream.play("deep-hear", { body: JSON.stringify(listened) });
    const file = await wav(randomBytes(100 * MIB));
    const before = memoryOf(stage.gateway.pid);
    let peak = 0;
    const watching = setInterval(() => (peak = Math.max(peak, memoryOf(stage.gateway.pid) - before)), 100);
    await stage.openai.audio.transcriptions.create({ model: "deep-hear", file });
    clearInterval(watching);
    expect(stage.upstream.last("deep-hear").body).toHaveLength(100 * MIB);
    expect(peak).toBeLessThan(64 * MIB);
  });

  it("cannot translate", async () => {
    const error = await errorOf(stage.openai.audio.translations.create({ model: "deep-hear", file: await wav() }));
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining("does not serve translations") });
  });
});

describe("a transcription by Gemini", () => {
  it.each([
    ["transcriptions", "word for word", 3_000],
    ["translations", "in English", 3_000],
    // Not read to its end before it is sent.
    ["transcriptions", "word for word", 4_000_001],
  ] as const)("%s, by what it is told (%s)", async (path, told, bytes) => {
    const file = randomBytes(bytes);
    stage.upstream.play("gemini-hear", { body: generated([{ text: "The harbour is calm." }]) });
    const { data, response } = await stage.openai.audio[path]
      .create({ model: "gemini-hear", file: await wav(file) })
      .withResponse();
    expect(data.text).toBe("The harbour is calm.");
    const { path: asked, json } = stage.upstream.last("gemini-hear");
    expect(asked).toBe("/v1beta/models/gemini-2.5-flash:generateContent");
    expect(textAt(json, "contents", 0, "parts", 0, "text")).toContain(told);
    expect(at(json, "contents", 0, "parts", 1, "inlineData", "mimeType")).toBe("audio/wav");
    const data64 = textAt(json, "contents", 0, "parts", 1, "inlineData", "data");
    expect(Buffer.from(data64, "base64").equals(file)).toBe(true);
    expect(await eventOf(response)).toMatchObject({ prompt_tokens: 20, completion_tokens: 100 });
  });

  it("of a file that is too large for it is refused with 413", async () => {
    stage.upstream.clear();
    const large = await wav(randomBytes(20 * MIB));
    const error = await errorOf(stage.openai.audio.transcriptions.create({ model: "gemini-hear", file: large }));
    expect(error).toMatchObject({ status: 413 });
    expect(stage.upstream.requests("gemini-hear")).toEqual([]);
  });

  it("has no subtitles", async () => {
    const params = { model: "gemini-hear", file: await wav(), response_format: "srt" } as const;
    const error = await errorOf(stage.openai.audio.transcriptions.create(params));
    expect(error).toMatchObject({ status: 400, param: "response_format" });
  });
});
