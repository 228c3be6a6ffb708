import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import type OpenAI from "openai";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { textAt } from "../support/at.ts";
import { errorOf, openaiClient } from "../support/clients.ts";
import { createKeeper } from "../support/keeper.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, deployment, MASTER_KEY } from "../support/providers.ts";
import { spendOfCall, spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest, Route, Scene } from "../support/upstream.ts";

const GEMINI_KEY = "gemini-credential-5d1";
const VERTEX_TOKEN = "vertex-credential-5d2";
const OF_GEMINI = "models/veo-3.1-fast-generate-preview/operations";
const OF_VERTEX = "projects/harbour/locations/us-central1/publishers/google/models/veo-3.1-generate-001/operations";

const stage = useStage((upstream) => {
  const gemini = {
    model: "gemini/veo-3.1-fast-generate-preview",
    api_base: upstream.base("gemini"),
    api_key: GEMINI_KEY,
    output_cost_per_second: 0.1,
    output_cost_per_second_1080p: 0.12,
  };
  const omni = { model: "gemini/gemini-omni-1.2-flash", api_base: upstream.base("omni"), api_key: GEMINI_KEY };
  const vertex = {
    model: "vertex_ai/veo-3.1-generate-001",
    api_base: upstream.base("vertex"),
    api_key: VERTEX_TOKEN,
    vertex_project: "harbour",
    vertex_location: "us-central1",
  };
  return configFor(upstream, {
    models: [
      { model_name: "veo", litellm_params: gemini },
      { model_name: "lenient", litellm_params: { ...gemini, drop_params: true } },
      { model_name: "twins", litellm_params: gemini, model_info: { id: "twin-1" } },
      { model_name: "twins", litellm_params: gemini, model_info: { id: "twin-2" } },
      { model_name: "own-price", litellm_params: { ...omni, output_cost_per_second: 1 } },
      { model_name: "omni", litellm_params: omni },
      { model_name: "vertex", litellm_params: vertex },
      deployment(upstream, "azure", "sora", { model: "azure/my-sora" }),
    ],
  });
});

const json = (body: object, status = 200): Scene => ({ status, body: JSON.stringify(body) });
const FILM = randomBytes(300_001);

/** What the operation says when it is asked for, by the provider. */
let geminiSays: object;
let vertexSays: object;
let omniSays: object;
let orders = 0;

const gemini: Route = ({ method, path }: RecordedRequest) => {
  if (method === "POST" && path.endsWith(":predictLongRunning"))
    return json({ name: `${OF_GEMINI}/op-${(orders += 1)}` });
  if (path.includes("/operations/")) return json({ name: path, ...geminiSays });
  if (path.startsWith("/download/")) return { body: FILM, headers: { "content-type": "video/mp4" } };
  return json({ error: { code: 404, message: "Not found.", status: "NOT_FOUND" } }, 404);
};
const vertex: Route = ({ path }: RecordedRequest) =>
  path.endsWith(":predictLongRunning") ? json({ name: `${OF_VERTEX}/op-${(orders += 1)}` }) : json(vertexSays);

const omni: Route = ({ method, path }: RecordedRequest) => {
  if (method === "POST") return json({ id: `v1_order-${(orders += 1)}`, object: "interaction", status: "in_progress" });
  return path.startsWith("/download/") ? { body: FILM, headers: { "content-type": "video/mp4" } } : json(omniSays);
};

const DONE = {
  done: true,
  response: {
    generateVideoResponse: {
      // Nobody is there: whoever followed it would get no film.
      generatedSamples: [{ video: { uri: "https://elsewhere.invalid/v1beta/files/film1:download?alt=media" } }],
    },
  },
};
const refused = (message: string): object => ({ done: true, error: { code: 3, message } });

let client: OpenAI;
let stranger: OpenAI;
const newClient = async (team: string): Promise<OpenAI> => {
  const { json: made } = await manage(stage.gateway, "/team/new", { team_alias: team });
  return openaiClient(stage.gateway, await makeKey(stage.gateway, { team_id: textAt(made, "team_id") }));
};
beforeAll(async () => {
  client = await newClient("filmers");
  stranger = await newClient("strangers");
});
beforeEach(() => {
  geminiSays = {};
  vertexSays = {};
  omniSays = { status: "in_progress" };
  stage.upstream.play("gemini", gemini);
  stage.upstream.play("vertex", vertex);
  stage.upstream.play("omni", omni);
  stage.upstream.clear();
});

/** The SDK knows OpenAI's own values alone. */
const order = async (model: string, more: object = {}): Promise<OpenAI.Videos.Video> =>
  await client.videos.create({ model, prompt: "A quay", ...more });
const bytesOf = async (id: string): Promise<Buffer> =>
  Buffer.from(await (await client.videos.downloadContent(id)).arrayBuffer());
const eventOf = async (response: Response): Promise<unknown> =>
  (await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? ""))[0];

describe("Veo at the Gemini API, through OpenAI's SDK", () => {
  it("makes a video that is ordered, waited for, read, listed and deleted", async () => {
    const made = await order("veo", { seconds: "4", size: "720x1280" });
    expect(made).toMatchObject({
      object: "video",
      model: "veo",
      status: "queued",
      progress: 0,
      seconds: "4",
      size: "720x1280",
      prompt: "A quay",
      error: null,
    });
    expect(made.id).toMatch(/^video_[0-9A-Za-z]{24}$/);
    const { path, json: said, headers } = stage.upstream.last("gemini");
    expect(path).toBe("/v1beta/models/veo-3.1-fast-generate-preview:predictLongRunning");
    expect(headers["x-goog-api-key"]).toBe(GEMINI_KEY);
    expect(said).toEqual({
      instances: [{ prompt: "A quay" }],
      parameters: { durationSeconds: 4, aspectRatio: "9:16", resolution: "720p" },
    });

    expect(await client.videos.retrieve(made.id)).toMatchObject({ id: made.id, status: "in_progress" });
    geminiSays = DONE;
    const done = await client.videos.retrieve(made.id);
    expect(done).toEqual({ ...made, status: "completed", progress: 100, completed_at: done.completed_at });
    expect(done.completed_at).toBeGreaterThanOrEqual(made.created_at);
    const listed = (await client.videos.list()).data.find(({ id }) => id === made.id);
    expect(listed).toEqual(done);

    expect((await bytesOf(made.id)).equals(FILM)).toBe(true);
    const download = stage.upstream.last("gemini");
    expect(download.path).toBe("/download/v1beta/files/film1:download?alt=media");
    expect(download.headers["x-goog-api-key"]).toBe(GEMINI_KEY);
    expect(JSON.stringify([made, done, listed])).not.toContain("operations");

    const asked = stage.upstream.requests("gemini").length;
    expect(await client.videos.delete(made.id)).toEqual({ id: made.id, object: "video.deleted", deleted: true });
    expect(stage.upstream.requests("gemini")).toHaveLength(asked);
    await expect(client.videos.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it("is shown a file, with what stands behind it", async () => {
    const image = randomBytes(2_000_000);
    const made = await order("veo", {
      input_reference: new File([image], "first.png", { type: "image/png" }),
      seconds: "6",
      negativePrompt: "gulls",
    });
    expect(made).toMatchObject({ seconds: "6", size: "1280x720" });
    expect(stage.upstream.last("gemini").json).toEqual({
      instances: [{ prompt: "A quay", image: { mimeType: "image/png", bytesBase64Encoded: image.toString("base64") } }],
      parameters: {
        durationSeconds: 6,
        aspectRatio: "16:9",
        resolution: "720p",
        negativePrompt: "gulls",
      },
    });
  });

  it("is shown an image that is written into JSON, and fetches none", async () => {
    const post = async (image_url: string): Promise<Response> =>
      await fetch(`${stage.gateway.url}/v1/videos`, {
        method: "POST",
        headers: { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "veo", prompt: "A quay", input_reference: { image_url } }),
      });
    expect((await post("data:image/jpeg;base64,aGk=")).status).toBe(200);
    expect(stage.upstream.last("gemini").json).toMatchObject({
      instances: [{ image: { mimeType: "image/jpeg", bytesBase64Encoded: "aGk=" } }],
    });
    const asked = stage.upstream.requests("gemini").length;
    const answer = await post("https://a.example/b.png");
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("input_reference");
    expect(stage.upstream.requests("gemini")).toHaveLength(asked);
  });

  it.each([
    ["a length", { seconds: "12" }, "seconds", "8"],
    ["a size", { size: "1792x1024" }, "size", "8"],
    ["a word", { style: "noir" }, "style", "8"],
  ])("does not make %s that it does not know, unless that may be left out", async (_, more, param, seconds) => {
    await expect(order("veo", more)).rejects.toMatchObject({ status: 400, param });
    expect(stage.upstream.requests("gemini")).toHaveLength(0);
    expect(await order("lenient", more)).toMatchObject({ seconds, size: "1280x720" });
    expect(await order("veo", { ...more, drop_params: true })).toMatchObject({ seconds, size: "1280x720" });
  });

  it("fails as OpenAI's does", async () => {
    const { id } = await order("veo");
    geminiSays = refused("The prompt names somebody.");
    expect(await client.videos.retrieve(id)).toMatchObject({
      status: "failed",
      error: { code: "invalid_request", message: "The prompt names somebody." },
    });
    const error = await errorOf(client.videos.downloadContent(id));
    expect(error).toMatchObject({ status: 400 });
    expect(String(error)).toContain("The prompt names somebody.");
  });

  it("has no content before it is made, no thumbnail, and is not made anew", async () => {
    const { id } = await order("veo");
    const early = await errorOf(client.videos.downloadContent(id));
    expect(early).toMatchObject({ status: 400 });
    expect(String(early)).toContain("not made yet");
    geminiSays = DONE;
    await expect(client.videos.downloadContent(id, { variant: "thumbnail" })).rejects.toMatchObject({
      status: 400,
      param: "variant",
    });
    await expect(client.videos.remix(id, { prompt: "by night" })).rejects.toMatchObject({ status: 400 });
  });

  it("is nobody's but its owner's", async () => {
    const { id } = await order("veo");
    geminiSays = DONE;
    const asked = stage.upstream.requests("gemini").length;
    for (const ask of [
      () => stranger.videos.retrieve(id),
      () => stranger.videos.downloadContent(id),
      () => stranger.videos.delete(id),
      () => stranger.videos.remix(id, { prompt: "by night" }),
    ])
      await expect(ask()).rejects.toMatchObject({ status: 404 });
    expect((await stranger.videos.list()).data).toEqual([]);
    expect(stage.upstream.requests("gemini")).toHaveLength(asked);
    expect(await client.videos.retrieve(id)).toMatchObject({ id, status: "completed" });
  });

  it("is ordered once, whatever became of it", async () => {
    stage.upstream.play("gemini", json({ error: { code: 500, message: "It broke.", status: "INTERNAL" } }, 500));
    await expect(
      client.videos.create({ model: "twins", prompt: "A quay" }, { headers: { "x-litellm-num-retries": "3" } }),
    ).rejects.toMatchObject({ status: 500 });
    expect(stage.upstream.requests("gemini")).toHaveLength(1);
    stage.upstream.play("gemini", json({ done: false }));
    await expect(order("twins")).rejects.toMatchObject({ status: 502 });
    expect(stage.upstream.requests("gemini")).toHaveLength(2);
  });
});

describe("a film is charged when it is ordered", () => {
  it.each([
    ["by its seconds", "veo", { seconds: "4" }, 0.4],
    ["by what Veo makes where nothing is said", "veo", {}, 0.8],
    ["by its resolution", "veo", { size: "1920x1080" }, 0.96],
    ["with its sound", "vertex", { seconds: "8" }, 3.2],
    ["without its sound", "vertex", { seconds: "8", generateAudio: false }, 1.6],
    ["at a price of one's own", "own-price", { seconds: "6", size: "1920x1080" }, 6],
    ["as Google prices it", "omni", { seconds: "10", size: "1920x1080" }, 1.05],
  ])("%s", async (_, model, more: object, spend) => {
    const { response } = await client.videos.create({ model, prompt: "A quay", ...more }).withResponse();
    const event = await eventOf(response);
    expect(event).toMatchObject({ call_type: "avideo_generation", status: "success" });
    expect(event).toHaveProperty("spend", expect.closeTo(spend, 9));
  });

  it("and once: whatever is asked of it later costs nothing", async () => {
    const key = await makeKey(stage.gateway);
    const own = openaiClient(stage.gateway, key);
    const { id } = await own.videos.create({ model: "veo", prompt: "A quay", seconds: "4" });
    geminiSays = DONE;
    await own.videos.retrieve(id);
    await (await own.videos.downloadContent(id)).arrayBuffer();
    await own.videos.delete(id);
    const events = await spendOfKey(stage.gateway, key, 4);
    expect(events).toHaveLength(4);
    expect(events.map(({ spend }) => spend).filter((spend) => spend > 0)).toEqual([expect.closeTo(0.4, 9)]);
  });
});

it("Gemini Omni films by an interaction, which is asked for until it is done", async () => {
  const made = await order("omni", { seconds: "10", size: "1080x1920" });
  expect(made).toMatchObject({ status: "queued", seconds: "10", size: "1080x1920" });
  expect(stage.upstream.last("omni")).toMatchObject({
    path: "/v1beta/interactions",
    json: {
      model: "gemini-omni-1.2-flash",
      background: true,
      response_format: { resolution: "1080p", duration: "10s" },
    },
  });
  expect(await client.videos.retrieve(made.id)).toMatchObject({ id: made.id, status: "in_progress" });
  expect(stage.upstream.last("omni").path).toMatch(/^\/v1beta\/interactions\/v1_order-\d+$/);
  const uri = "https://elsewhere.invalid/v1beta/files/film2:download?alt=media";
  omniSays = { status: "completed", steps: [{ type: "model_output", content: [{ type: "video", uri }] }] };
  expect(await client.videos.retrieve(made.id)).toMatchObject({ status: "completed", progress: 100 });
  expect((await bytesOf(made.id)).equals(FILM)).toBe(true);
  expect(stage.upstream.last("omni")).toMatchObject({
    path: "/download/v1beta/files/film2:download?alt=media",
    headers: { "x-goog-api-key": GEMINI_KEY },
  });
});

describe("Veo at Vertex AI", () => {
  const inside = {
    done: true,
    response: { videos: [{ bytesBase64Encoded: FILM.toString("base64"), mimeType: "video/mp4" }] },
  };

  it("is ordered and asked for as Vertex AI has it, and its film read out of the answer", async () => {
    const made = await order("vertex", { seconds: "8", size: "1920x1080" });
    const ordered = stage.upstream.last("vertex");
    const root = "/v1/projects/harbour/locations/us-central1/publishers/google/models/veo-3.1-generate-001";
    expect(ordered.path).toBe(`${root}:predictLongRunning`);
    expect(ordered.headers["authorization"]).toBe(`Bearer ${VERTEX_TOKEN}`);

    expect(await client.videos.retrieve(made.id)).toMatchObject({ id: made.id, status: "in_progress" });
    expect(stage.upstream.last("vertex")).toMatchObject({
      method: "POST",
      path: `${root}:fetchPredictOperation`,
      json: { operationName: expect.stringContaining(`${OF_VERTEX}/op-`) },
    });
    const early = await errorOf(client.videos.downloadContent(made.id));
    expect(early).toMatchObject({ status: 400 });

    vertexSays = inside;
    expect(await client.videos.retrieve(made.id)).toMatchObject({ status: "completed", seconds: "8" });
    expect((await bytesOf(made.id)).equals(FILM)).toBe(true);
    expect(await client.videos.delete(made.id)).toMatchObject({ id: made.id, deleted: true });
  });

  it("says where a film is that was put into a bucket", async () => {
    const { id } = await order("vertex");
    vertexSays = { done: true, response: { videos: [{ gcsUri: "gs://films/1.mp4", mimeType: "video/mp4" }] } };
    expect(await client.videos.retrieve(id)).toMatchObject({ status: "completed" });
    const error = await errorOf(client.videos.downloadContent(id));
    expect(error).toMatchObject({ status: 400 });
    expect(String(error)).toContain("gs://films/1.mp4");
  });

  it("breaks off where its answer does", async () => {
    const { id } = await order("vertex");
    const body = JSON.stringify(inside);
    stage.upstream.play("vertex", { body, cut: { afterBytes: 100_000, by: "reset" } });
    await expect(bytesOf(id)).rejects.toThrow("terminated");
  });
});

it("Azure films in its newer API, whatever version is configured", async () => {
  const azure = createKeeper("/openai/v1");
  stage.upstream.play("azure", azure.route);
  const made = await order("sora", { seconds: "4" });
  expect(stage.upstream.last("azure")).toMatchObject({ method: "POST", path: "/openai/v1/videos" });
  expect(await client.videos.retrieve(made.id)).toMatchObject({ id: made.id });
  const content = await client.videos.downloadContent(made.id);
  expect(Buffer.from(await content.arrayBuffer())).toEqual(Buffer.from([0, 255]));
  expect(stage.upstream.last("azure").path).toMatch(/^\/openai\/v1\/videos\/[^/]+\/content$/);
  expect(await client.videos.delete(made.id)).toMatchObject({ id: made.id, deleted: true });
});
