import { Buffer } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import OpenAI, { toFile } from "openai";
import { describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { errorOf, openaiClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, deployment, MASTER_KEY, secretOf } from "../support/providers.ts";
import { spendOfCall, spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest } from "../support/upstream.ts";

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "openai", "hear", { model: "openai/whisper-1" }),
      deployment(upstream, "openai", "stalled-hear", { model: "openai/whisper-1", timeout: 3 }),
      deployment(upstream, "openai", "hear-by-token", { model: "openai/gpt-4o-transcribe" }),
      deployment(upstream, "openai", "speak", { model: "openai/tts-1" }),
      deployment(upstream, "openai", "speak-by-token", { model: "openai/gpt-4o-mini-tts" }),
      deployment(upstream, "openai", "paint", { model: "openai/gpt-image-2" }),
      deployment(upstream, "openai", "vary", { model: "openai/dall-e-2", output_cost_per_image: 0.02 }),
      deployment(upstream, "mistral", "read", { model: "mistral/mistral-ocr-2505" }),
      deployment(upstream, "groq", "fast-hear", {
        model: "groq/whisper-large-v3",
        input_cost_per_second: 0.0001,
        temperature: 0.5,
      }),
      {
        ...deployment(upstream, "azure", "azure-hear", { model: "azure/ears" }),
        model_info: { mode: "audio_transcription" },
      },
      deployment(upstream, "azure", "azure-speak", { model: "azure/voice", api_version: undefined }),
      deployment(upstream, "openai", "film", { model: "openai/sora-2", input_cost_per_second: 0.1 }),
      { ...deployment(upstream, "openai", "films", { model: "openai/sora-2" }), model_info: { id: "films-1" } },
      { ...deployment(upstream, "openai", "films", { model: "openai/sora-2" }), model_info: { id: "films-2" } },
      deployment(upstream, "groq", "spare-speak", { model: "groq/playai-tts", input_cost_per_character: 0.00005 }),
      { ...deployment(upstream, "openai", "pair", { model: "openai/whisper-1" }), model_info: { id: "pair-1" } },
      { ...deployment(upstream, "openai", "pair", { model: "openai/whisper-1" }), model_info: { id: "pair-2" } },
    ],
    router: { fallbacks: [{ speak: ["spare-speak"] }, { pair: ["fast-hear"] }] },
    // A machine that runs all of this at once may keep the counters waiting.
    general: { limits_deadline: 5 },
  }),
);

/** Bytes that no text reader leaves as they are. */
const sound = (bytes: number): Buffer => randomBytes(bytes);

interface Received {
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly order: readonly string[];
  readonly files: Readonly<Record<string, Buffer>>;
}

/** The form that the provider got, as another reader than the gateway's reads it. */
async function received({ headers, body }: RecordedRequest): Promise<Received> {
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": headers["content-type"] ?? "" },
  }).formData();
  const fields: Record<string, string[]> = {};
  const files: Record<string, Buffer> = {};
  const order: string[] = [];
  for (const [name, value] of form) {
    order.push(name);
    if (typeof value === "string") (fields[name] ??= []).push(value);
    else files[name] = Buffer.from(await value.arrayBuffer());
  }
  return { fields, files, order };
}

/** The one event that an answered call left behind. */
async function eventOf(response: { readonly headers: Headers }): Promise<unknown> {
  const events = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
  expect(events).toHaveLength(1);
  return events[0];
}

const heard = { text: "The harbour is calm.", usage: { type: "duration", seconds: 9 } };
const playHeard = (more: object = heard): void => stage.upstream.play("openai", { body: JSON.stringify(more) });

async function collect(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe("speech through the OpenAI SDK", () => {
  const params = { model: "speak", voice: "alloy", input: "Größe \u{1f30a}!" } as const;

  it("is the provider's sound byte for byte, charged by the character", async () => {
    const mp3 = sound(300_000);
    stage.upstream.play("openai", { body: mp3, headers: { "content-type": "audio/mpeg" }, split: "bytes:7777" });
    const response = await stage.openai.audio.speech.create(params);
    expect(response.headers.get("content-type")).toBe("audio/mpeg");
    expect(response.headers.get("content-length")).toBe("300000");
    expect(Buffer.from(await response.arrayBuffer()).equals(mp3)).toBe(true);
    const request = stage.upstream.last("openai");
    expect(request.path).toBe("/v1/audio/speech");
    expect(request.headers["authorization"]).toBe(`Bearer ${secretOf("openai")}`);
    expect(request.json).toEqual({ ...params, model: "tts-1" });
    const event = await eventOf(response);
    expect(event).toMatchObject({
      call_type: "aspeech",
      model_group: "speak",
      status: "success",
      metadata: { unpriced: false, usage_object: { characters: 8 } },
    });
    expect(at(event, "spend")).toBeCloseTo(8 * 0.000015, 9);
  });

  it("is tried elsewhere when it fails", async () => {
    stage.upstream.play("openai", { status: 500, body: "{}" });
    stage.upstream.play("groq", { body: sound(10), headers: { "content-type": "audio/wav" } });
    const response = await stage.openai.audio.speech.create(params);
    expect((await response.arrayBuffer()).byteLength).toBe(10);
    expect(stage.upstream.last("groq").path).toBe("/openai/v1/audio/speech");
    expect(await eventOf(response)).toMatchObject({ model_group: "spare-speak", metadata: { attempts: 2 } });
  });

  it("is charged by the tokens that the end of a stream tells", async () => {
    const usage = { input_tokens: 14, output_tokens: 101, total_tokens: 115 };
    const events = [
      { type: "speech.audio.delta", audio: sound(60_000).toString("base64") },
      { type: "speech.audio.delta", audio: "AAAA" },
      { type: "speech.audio.done", usage },
    ];
    const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
    stage.upstream.play("openai", { body, headers: { "content-type": "text/event-stream" } });
    const response = await stage.openai.audio.speech.create({
      ...params,
      model: "speak-by-token",
      stream_format: "sse",
    });
    expect(await response.text()).toBe(body);
    const event = await eventOf(response);
    expect(event).toMatchObject({
      prompt_tokens: 14,
      completion_tokens: 101,
      metadata: { stream: true, unpriced: false },
    });
    expect(at(event, "spend")).toBeCloseTo((14 * 0.6 + 101 * 12) / 1e6, 9);
  });

  it("is charged an estimate where it is paid by tokens that nobody told", async () => {
    stage.upstream.play("openai", { body: sound(10), headers: { "content-type": "audio/mpeg" } });
    const input = "The harbour master wrote down every boat that came in before the storm.";
    const response = await stage.openai.audio.speech.create({ ...params, input, model: "speak-by-token" });
    await response.arrayBuffer();
    const event = await eventOf(response);
    expect(event).toMatchObject({ metadata: { unpriced: false, usage_object: { characters: input.length } } });
    // About five seconds at $0.015 a minute.
    expect(at(event, "spend")).toBeGreaterThan(0.0008);
    expect(at(event, "spend")).toBeLessThan(0.0016);
  });

  it("of Azure, in the first version that has it", async () => {
    stage.upstream.play("azure", { body: sound(10), headers: { "content-type": "audio/mpeg" } });
    await (await stage.openai.audio.speech.create({ ...params, model: "azure-speak" })).arrayBuffer();
    expect(stage.upstream.last("azure").path).toBe(
      "/openai/deployments/voice/audio/speech?api-version=2025-04-01-preview",
    );
  });

  it("that breaks off breaks off for the client, and is a failure", async () => {
    const key = await makeKey(stage.gateway, {});
    stage.upstream.play("openai", {
      body: sound(50_000),
      headers: { "content-type": "audio/mpeg" },
      cut: { afterBytes: 20_000, by: "reset" },
      split: "bytes:5000",
    });
    const response = await openaiClient(stage.gateway, key).audio.speech.create(params);
    await expect(response.arrayBuffer()).rejects.toThrow("terminated");
    const events = await spendOfKey(stage.gateway, key, 1);
    expect(events).toMatchObject([
      { status: "failure", metadata: { outcome: "failed", usage_object: { characters: 8 } } },
    ]);
  });
});

describe("a transcription through the OpenAI SDK", () => {
  const file = sound(80_000);
  const wav = () => toFile(file, "größe.wav", { type: "audio/wav" });

  it.each([
    ["the file first", async () => ({ file: await wav(), model: "hear", language: "de" })],
    ["the model first", async () => ({ model: "hear", language: "de", file: await wav() })],
  ])("with %s", async (_order, params) => {
    playHeard();
    const { data, response } = await stage.openai.audio.transcriptions.create(await params()).withResponse();
    expect(data).toEqual(heard);
    const request = stage.upstream.last("openai");
    expect(request.path).toBe("/v1/audio/transcriptions");
    const form = await received(request);
    expect(form.fields).toEqual({ model: ["whisper-1"], language: ["de"] });
    expect(form.files["file"]?.equals(file)).toBe(true);
    const event = await eventOf(response);
    expect(event).toMatchObject({ call_type: "atranscription", metadata: { usage_object: { mediaMs: 9_000 } } });
    expect(at(event, "spend")).toBeCloseTo(9 * 0.0001, 9);
    expect(Number(response.headers.get("x-litellm-response-cost"))).toBeCloseTo(9 * 0.0001, 9);
  });

  it("larger than what is held, with its length told", async () => {
    playHeard();
    const large = sound(5_000_000);
    await stage.openai.audio.transcriptions.create({ model: "hear", file: await toFile(large, "a.mp3") });
    const request = stage.upstream.last("openai");
    expect(request.headers["content-length"]).toBe(String(request.body.length));
    expect((await received(request)).files["file"]?.equals(large)).toBe(true);
  });

  it("larger than what is held, with the model behind it", async () => {
    playHeard();
    const large = sound(5_000_000);
    await stage.openai.audio.transcriptions.create({ file: await toFile(large, "a.mp3"), model: "hear" });
    expect((await received(stage.upstream.last("openai"))).files["file"]?.equals(large)).toBe(true);
  });

  it("is charged by the tokens that the answer tells", async () => {
    const usage = {
      type: "tokens",
      input_tokens: 110,
      input_token_details: { text_tokens: 10, audio_tokens: 100 },
      output_tokens: 20,
      total_tokens: 130,
    };
    playHeard({ text: "x", usage });
    const { response } = await stage.openai.audio.transcriptions
      .create({ model: "hear-by-token", file: await wav() })
      .withResponse();
    const event = await eventOf(response);
    expect(event).toMatchObject({ prompt_tokens: 110, completion_tokens: 20 });
    expect(at(event, "spend")).toBeCloseTo((10 * 2.5 + 100 * 6 + 20 * 10) / 1e6, 9);
  });

  it.each([
    ["verbose_json", JSON.stringify({ text: "x", duration: 8.47 }), "application/json", 8_470],
    ["srt", "1\n00:00:00,000 --> 00:00:03,500\nx\n\n2\n00:00:03,500 --> 00:01:02,250\ny\n", "text/plain", 62_250],
    ["vtt", "WEBVTT\n\n00:00.000 --> 01:03.100\nx\n", "text/vtt; charset=utf-8", 63_100],
    // 80,000 bytes of WAV and what is around them.
    ["text", "x\n", "text/plain; charset=utf-8", 2_515],
  ] as const)("as %s", async (response_format, body, type, ms) => {
    stage.upstream.play("openai", { body, headers: { "content-type": type } });
    const { data, response } = await stage.openai.audio.transcriptions
      .create({ model: "hear", file: await wav(), response_format })
      .withResponse();
    expect(typeof data === "string" ? data : JSON.stringify(data)).toBe(body);
    const used = Number(at(await eventOf(response), "metadata", "usage_object", "mediaMs"));
    expect(Math.abs(used - ms)).toBeLessThan(response_format === "text" ? 40 : 1);
  });

  it("as a stream", async () => {
    const usage = { type: "tokens", input_tokens: 10, output_tokens: 5, total_tokens: 15 };
    const events = [
      { type: "transcript.text.delta", delta: "The harbour" },
      { type: "transcript.text.done", text: "The harbour is calm.", usage },
    ];
    const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
    stage.upstream.play("openai", { body, headers: { "content-type": "text/event-stream" }, delay: 5 });
    const { data, response } = await stage.openai.audio.transcriptions
      .create({ model: "hear-by-token", file: await wav(), stream: true })
      .withResponse();
    expect(await collect(data)).toEqual(events);
    expect(await eventOf(response)).toMatchObject({
      prompt_tokens: 10,
      completion_tokens: 5,
      metadata: { stream: true },
    });
  });

  it("as a stream that ends too early is told as an error", async () => {
    const body = `data: ${JSON.stringify({ type: "transcript.text.delta", delta: "The" })}\n\n`;
    stage.upstream.play("openai", { body, headers: { "content-type": "text/event-stream" } });
    const { data, response } = await stage.openai.audio.transcriptions
      .create({ model: "hear", file: await wav(), stream: true })
      .withResponse();
    await expect(collect(data)).rejects.toThrow("before the answer was complete");
    expect(await eventOf(response)).toMatchObject({ status: "failure" });
  });

  it("is retried where all of it was read", async () => {
    let calls = 0;
    stage.upstream.play("openai", () => {
      calls += 1;
      return calls === 1 ? { status: 503, body: "{}" } : { body: JSON.stringify(heard) };
    });
    const client = new OpenAI({
      baseURL: `${stage.gateway.url}/v1`,
      apiKey: MASTER_KEY,
      maxRetries: 0,
      defaultHeaders: { "x-litellm-num-retries": "2" },
    });
    expect(await client.audio.transcriptions.create({ model: "hear", file: await wav() })).toEqual(heard);
    expect(calls).toBe(2);
  });

  it("is asked of one deployment alone where it was streamed, and its failure is told", async () => {
    stage.upstream.clear();
    stage.upstream.play("openai", { status: 503, body: JSON.stringify({ error: { message: "Resting." } }) });
    const key = await makeKey(stage.gateway);
    const client = new OpenAI({
      baseURL: `${stage.gateway.url}/v1`,
      apiKey: key,
      maxRetries: 0,
      defaultHeaders: { "x-litellm-num-retries": "3" },
    });
    const large = await toFile(sound(2_000_000), "a.mp3");
    const error = await errorOf(client.audio.transcriptions.create({ model: "pair", file: large }));
    expect(error).toMatchObject({ status: 503, message: expect.stringContaining("Resting.") });
    expect(stage.upstream.requests("openai")).toHaveLength(1);
    expect(stage.upstream.requests("groq")).toEqual([]);
    expect(await spendOfKey(stage.gateway, key, 1)).toMatchObject([
      { spend: 0, metadata: { outcome: "failed", attempts: 1 } },
    ]);
  });

  it("of Azure, by the path and the body of its SDK", async () => {
    stage.upstream.play("azure", { body: JSON.stringify(heard) });
    const form = new FormData();
    form.append("file", new Blob([sound(2_000_000)]), "a.mp3");
    form.append("model", "hear");
    const response = await fetch(`${stage.gateway.url}/openai/deployments/azure-hear/audio/transcriptions`, {
      method: "POST",
      headers: { "api-key": MASTER_KEY },
      body: form,
    });
    expect(await response.json()).toEqual(heard);
    const request = stage.upstream.last("azure");
    expect(request.path).toBe("/openai/deployments/ears/audio/transcriptions?api-version=2024-10-21");
    expect(request.headers["content-length"]).toBe(String(request.body.length));
    const got = await received(request);
    expect(got.fields).toEqual({ model: ["ears"] });
    expect(got.files["file"]?.length).toBe(2_000_000);
  });

  it("reads what is for the gateway, and keeps it from the provider", async () => {
    stage.upstream.play("groq", { body: JSON.stringify({ text: "x", duration: 3 }) });
    const ours = { metadata: { tags: ["harbour"] }, user: "ann", num_retries: 1 };
    const { response } = await stage.openai.audio.transcriptions
      .create({
        ...ours,
        model: "fast-hear",
        file: await wav(),
      })
      .withResponse();
    expect((await received(stage.upstream.last("groq"))).fields).toEqual({
      model: ["whisper-large-v3"],
      temperature: ["0.5"],
      user: ["ann"],
    });
    expect(await eventOf(response)).toMatchObject({ request_tags: ["harbour"], end_user: "ann", spend: 0.0003 });
  });

  it("cannot name another model behind the file", async () => {
    playHeard();
    const form = new FormData();
    form.append("model", "hear");
    form.append("file", new Blob([sound(2_000_000)]), "a.mp3");
    form.append("model", "gpt-4o-transcribe");
    form.append("api_base", "https://elsewhere.example");
    form.append("language", "de");
    const response = await fetch(`${stage.gateway.url}/v1/audio/transcriptions`, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      body: form,
    });
    expect(response.status).toBe(200);
    expect((await received(stage.upstream.last("openai"))).fields).toEqual({ model: ["whisper-1"], language: ["de"] });
  });

  it("of a translation", async () => {
    playHeard();
    expect(await stage.openai.audio.translations.create({ model: "hear", file: await wav() })).toEqual(heard);
    expect(stage.upstream.last("openai").path).toBe("/v1/audio/translations");
  });
});

describe("images through the OpenAI SDK", () => {
  const picture = { created: 1, data: [{ b64_json: "AAAA" }] };

  it("are edited, charged by the tokens that the provider tells", async () => {
    const usage = { input_tokens: 300, output_tokens: 1_000, total_tokens: 1_300 };
    stage.upstream.play("openai", { body: JSON.stringify({ ...picture, usage }) });
    const image = [await toFile(sound(3_000), "a.png"), await toFile(sound(4_000), "b.png")];
    const { data, response } = await stage.openai.images
      .edit({ model: "paint", prompt: "a gate by the sea", image, n: 1 })
      .withResponse();
    expect(data.data).toEqual(picture.data);
    const request = stage.upstream.last("openai");
    expect(request.path).toBe("/v1/images/edits");
    const form = await received(request);
    expect(form.order.toSorted()).toEqual(["image[]", "image[]", "model", "n", "prompt"]);
    expect(form.fields["model"]).toEqual(["gpt-image-2"]);
    const event = await eventOf(response);
    expect(event).toMatchObject({ call_type: "aimage_edit", prompt_tokens: 300, completion_tokens: 1_000 });
    expect(at(event, "spend")).toBeCloseTo((300 * 5 + 1_000 * 30) / 1e6, 9);
  });

  it("are not edited by the id of a file that may be another's, unless an admin names it", async () => {
    stage.upstream.play("openai", { body: JSON.stringify(picture) });
    const before = stage.upstream.requests("openai").length;
    const edit = async (key: string): Promise<Response> =>
      await fetch(`${stage.gateway.url}/v1/images/edits`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "paint", prompt: "a gate", images: [{ file_id: "file-0123456789abcdef" }] }),
      });
    const refused = await edit(await makeKey(stage.gateway, {}));
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { param: "file_id" } }]);
    expect(stage.upstream.requests("openai")).toHaveLength(before);
    expect((await edit(MASTER_KEY)).status).toBe(200);
  });

  it("are edited before one's eyes, charged by the tokens of the last event", async () => {
    const usage = {
      input_tokens: 300,
      input_tokens_details: { text_tokens: 100, image_tokens: 200 },
      output_tokens: 1_000,
      total_tokens: 1_300,
    };
    const events = [
      { type: "image_edit.partial_image", b64_json: "AAAA", partial_image_index: 0 },
      { type: "image_edit.completed", b64_json: "BBBB", usage },
    ];
    const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
    stage.upstream.play("openai", { body, headers: { "content-type": "text/event-stream" } });
    const { data, response } = await stage.openai.images
      .edit({
        model: "paint",
        image: await toFile(sound(3_000), "a.png"),
        prompt: "x",
        stream: true,
        partial_images: 1,
      })
      .withResponse();
    expect(await collect(data)).toEqual(events);
    const event = await eventOf(response);
    expect(event).toMatchObject({ prompt_tokens: 300, completion_tokens: 1_000, metadata: { stream: true } });
    expect(at(event, "spend")).toBeCloseTo((100 * 5 + 200 * 8 + 1_000 * 30) / 1e6, 9);
  });

  it("are varied, charged by the picture", async () => {
    stage.upstream.play("openai", { body: JSON.stringify({ created: 1, data: [...picture.data, ...picture.data] }) });
    const { response } = await stage.openai.images
      .createVariation({ model: "vary", image: await toFile(sound(3_000), "a.png"), n: 2 })
      .withResponse();
    expect(stage.upstream.last("openai").path).toBe("/v1/images/variations");
    expect(await eventOf(response)).toMatchObject({ spend: 0.04, call_type: "aimage_variation" });
  });
});

describe("documents and films", () => {
  const document = { type: "document_url", document_url: "https://example.com/a.pdf" };
  const post = (path: string, body: object): Promise<Response> =>
    fetch(stage.gateway.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      body: JSON.stringify(body),
    });

  it.each(["/v1/ocr", "/ocr"])("%s is charged by the page", async (path) => {
    const answer = { pages: [], model: "mistral-ocr-2505", usage_info: { pages_processed: 12, doc_size_bytes: 9 } };
    stage.upstream.play("mistral", { body: JSON.stringify(answer) });
    const response = await post(path, { model: "read", document });
    expect(await response.json()).toEqual(answer);
    expect(stage.upstream.last("mistral").path).toBe("/v1/ocr");
    expect(stage.upstream.last("mistral").json).toEqual({ model: "mistral-ocr-2505", document });
    const event = await eventOf(response);
    expect(event).toMatchObject({ call_type: "aocr", metadata: { usage_object: { pages: 12 } } });
    expect(at(event, "spend")).toBeCloseTo(0.012, 9);
  });

  it("a document that is annotated as well costs what that costs", async () => {
    stage.upstream.play("mistral", { body: JSON.stringify({ pages: [], usage_info: { pages_processed: 12 } }) });
    const document_annotation_format = { type: "json_schema", json_schema: { name: "a", schema: {} } };
    const response = await post("/v1/ocr", { model: "read", document, document_annotation_format });
    expect(at(await eventOf(response), "spend")).toBeCloseTo(0.036, 9);
  });

  it("a film is ordered once, though the order fails", async () => {
    stage.upstream.clear();
    stage.upstream.play("openai", { status: 500, body: "{}" });
    const client = new OpenAI({
      baseURL: `${stage.gateway.url}/v1`,
      apiKey: MASTER_KEY,
      maxRetries: 0,
      defaultHeaders: { "x-litellm-num-retries": "3" },
    });
    expect(await errorOf(client.videos.create({ model: "films", prompt: "waves" }))).toMatchObject({ status: 500 });
    expect(stage.upstream.requests("openai")).toHaveLength(1);
  });

  it("a film is charged by the second, and goes by an id that leads back to it", async () => {
    stage.upstream.play("openai", { body: JSON.stringify({ id: "video_abc", object: "video", status: "queued" }) });
    const { data, response } = await stage.openai.videos
      .create({ model: "film", prompt: "waves", seconds: "8" })
      .withResponse();
    expect(data.id).toMatch(/^video_/);
    expect(data.id).not.toBe("video_abc");
    expect(stage.upstream.last("openai").path).toBe("/v1/videos");
    const event = await eventOf(response);
    expect(event).toMatchObject({ call_type: "avideo_generation" });
    expect(at(event, "spend")).toBeCloseTo(0.8, 9);
  });

  it("a film is charged by the seconds that its provider took the order for, though these were said behind a file", async () => {
    stage.upstream.play("openai", { body: JSON.stringify({ id: "video_def", object: "video", seconds: "12" }) });
    const form = new FormData();
    for (const [name, value] of Object.entries({ model: "film", prompt: "waves" })) form.set(name, value);
    form.set("input_reference", new Blob([sound(2_000_000)]), "first.png");
    form.set("seconds", "12");
    const headers = { authorization: `Bearer ${MASTER_KEY}` };
    const response = await fetch(`${stage.gateway.url}/v1/videos`, { method: "POST", headers, body: form });
    expect(at(await eventOf(response), "spend")).toBeCloseTo(1.2, 9);
  });
});

describe("an answer that was begun", () => {
  it.each([
    ["and broken off", "hear", { cut: { afterBytes: 5, by: "reset" } }, 502, "broke off"],
    ["and never ended", "stalled-hear", { stallAfter: 1, split: "bytes:5" }, 408, "not complete"],
  ] as const)("%s is the provider's failure, and charged by estimate", async (_, model, scene, status, message) => {
    const headers = { "content-type": "application/json" };
    stage.upstream.play("openai", { body: JSON.stringify(heard), headers, ...scene });
    const key = await makeKey(stage.gateway, {});
    const asked = openaiClient(stage.gateway, key).audio.transcriptions.create({
      model,
      file: await toFile(sound(32_000), "a.mp3"),
    });
    const error = await errorOf(asked);
    expect(error).toMatchObject({ status });
    expect(String(error)).toContain(message);
    const [event] = await spendOfKey(stage.gateway, key, 1);
    expect(event).toMatchObject({ status: "failure" });
    expect(at(event, "spend")).toBeGreaterThan(0);
  });
});

describe("what is refused before anyone is asked", () => {
  const form = (fields: readonly (readonly [string, string | Blob])[]): FormData => {
    const made = new FormData();
    for (const [name, value] of fields)
      if (typeof value === "string") made.append(name, value);
      else made.append(name, value, "a.mp3");
    return made;
  };
  const file = (bytes = 1_000): Blob => new Blob([sound(bytes)]);
  const send = (
    body: BodyInit,
    headers: Readonly<Record<string, string>> = {},
    path = "/v1/audio/transcriptions",
  ): Promise<Response> =>
    fetch(stage.gateway.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}`, ...headers },
      body,
    });

  it.each([
    ["no model", () => send(form([["file", file()]])), 400, "names no model"],
    [
      "an unknown model",
      () =>
        send(
          form([
            ["model", "nobody"],
            ["file", file()],
          ]),
        ),
      400,
      "Invalid model name",
    ],
    ["JSON in place of a form", () => send("{}", { "content-type": "application/json" }), 415, "multipart/form-data"],
    ["no boundary", () => send("x", { "content-type": "multipart/form-data" }), 415, "boundary"],
    [
      "a form without an end",
      () => send("--x\r\n", { "content-type": "multipart/form-data; boundary=x" }),
      400,
      "closing boundary",
    ],
    [
      "too many fields",
      () => send(form(Array.from({ length: 1_001 }, () => ["tags[]", "a"] as const))),
      400,
      "1000 parts",
    ],
    [
      "an address of its own",
      () =>
        send(
          form([
            ["model", "hear"],
            ["api_base", "https://x.example"],
            ["file", file()],
          ]),
        ),
      400,
      "api_base",
    ],
    [
      "a provider that serves none",
      () =>
        send(
          form([
            ["model", "anthropic"],
            ["file", file()],
          ]),
        ),
      400,
      "does not serve",
    ],
    ["speech without a text", () => send(`{"model":"speak"}`, {}, "/v1/audio/speech"), 400, "input"],
    ["a document that is none", () => send(`{"model":"read"}`, {}, "/v1/ocr"), 400, "document"],
    [
      "a wrong key",
      () =>
        send(
          form([
            ["model", "hear"],
            ["file", file()],
          ]),
          { authorization: "Bearer sk-wrong" },
        ),
      401,
      "",
    ],
    [
      "a model too far behind",
      () =>
        send(
          form([
            ["file", file(21 * 1024 * 1024)],
            ["model", "hear"],
          ]),
        ),
      400,
      "before the file",
    ],
  ])("%s", async (_what, ask, status, message) => {
    stage.upstream.clear();
    const response = await ask();
    expect(response.status).toBe(status);
    expect(textAt(await response.json(), "error", "message")).toContain(message);
    for (const provider of ["openai", "anthropic", "mistral"]) expect(stage.upstream.requests(provider)).toEqual([]);
  });

  it("a budget that is used up, with the upload still to come", async () => {
    playHeard({ text: "x", usage: { type: "duration", seconds: 3_000 } });
    const key = await makeKey(stage.gateway, { max_budget: 0.25 });
    const client = openaiClient(stage.gateway, key);
    const params = async () => ({ model: "hear", file: await toFile(sound(3_000_000), "a.mp3") });
    await client.audio.transcriptions.create(await params());
    stage.upstream.clear();
    expect(await errorOf(client.audio.transcriptions.create(await params()))).toMatchObject({
      status: 400,
      type: "budget_exceeded",
    });
    expect(stage.upstream.requests("openai")).toEqual([]);
    const events = await spendOfKey(stage.gateway, key, 2);
    expect(events.map(({ spend }) => spend).toSorted((a, b) => a - b)).toEqual([0, 0.3]);
  });
});

it("hashes alike after a hundred thousand boundaries that are none", async () => {
  playHeard();
  const body = Buffer.concat([
    Buffer.from(
      `--x\r\nContent-Disposition: form-data; name="model"\r\n\r\nhear\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n`,
    ),
    Buffer.from("\r\n-\r\n\r\r\n--\r\n--y".repeat(100_000)),
    Buffer.from("\r\n--x--\r\n"),
  ]);
  await fetch(`${stage.gateway.url}/v1/audio/transcriptions`, {
    method: "POST",
    headers: { authorization: `Bearer ${MASTER_KEY}`, "content-type": "multipart/form-data; boundary=x" },
    body,
  });
  const hash = (bytes: Buffer | undefined): string =>
    createHash("sha256")
      .update(bytes ?? "")
      .digest("hex");
  const got = await received(stage.upstream.last("openai"));
  expect(hash(got.files["file"])).toBe(hash(Buffer.from("\r\n-\r\n\r\r\n--\r\n--y".repeat(100_000))));
});
