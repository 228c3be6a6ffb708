import type OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { errorOf, openaiClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, deployment, MASTER_KEY, secretOf } from "../support/providers.ts";
import { spendOfCall, spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { failure, wire, wireBytes } from "../support/wire.ts";

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "openai", "art", { model: "openai/gpt-image-2" }),
      deployment(upstream, "openai", "by-token", { input_cost_per_token: 0.001, output_cost_per_token: 0.01 }),
      deployment(upstream, "together_ai", "by-image", { output_cost_per_image: 0.25 }),
      deployment(upstream, "together_ai", "unpriced"),
      {
        ...deployment(upstream, "azure", "azure-art", { model: "azure/art-deployment" }),
        model_info: { mode: "image_generation" },
      },
      { model_name: "demo", litellm_params: { model: "demo/draw" } },
      { model_name: "canned", litellm_params: { model: "openai/x", mock_response: "https://cdn.example/1.png" } },
    ],
    // A machine that runs all of this at once may keep the counters waiting.
    general: { limits_deadline: 5 },
  }),
);

const prompt = "a gate by the sea";
const link = { url: "https://cdn.example/1.png" };

/** The answer, and the one event it left behind. */
async function drawn(body: OpenAI.ImageGenerateParamsNonStreaming) {
  const { data, response } = await stage.openai.images.generate(body).withResponse();
  const events = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
  expect(events).toHaveLength(1);
  return { images: data, headers: response.headers, event: events[0] };
}

describe("images through the OpenAI SDK", () => {
  it("of OpenAI, whose answer passes byte for byte", async () => {
    stage.upstream.play("openai", wire("openai/images.json"));
    const sent = { prompt, n: 2, size: "333x444", quality: "superb", future_field: { nested: [null] } };
    const response = await fetch(`${stage.gateway.url}/images/generations`, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      body: JSON.stringify({ model: "art", ...sent }),
    });
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(wireBytes("openai/images.json"))).toBe(true);
    const request = stage.upstream.last("openai");
    expect(request.path).toBe("/v1/images/generations");
    expect(request.headers["authorization"]).toBe(`Bearer ${secretOf("openai")}`);
    expect(request.json).toEqual({ model: "gpt-image-2", ...sent });
  });

  it("are priced by the tokens that the provider tells", async () => {
    stage.upstream.play("openai", wire("openai/images.json"));
    const { images, headers, event } = await drawn({ model: "by-token", prompt, n: 2 });
    expect(images.data?.map(({ b64_json }) => b64_json)).toHaveLength(2);
    expect(images.usage).toMatchObject({ input_tokens: 22, output_tokens: 3_168 });
    const spend = 22 * 0.001 + 3_168 * 0.01;
    expect(Number(headers.get("x-litellm-response-cost"))).toBeCloseTo(spend, 9);
    expect(event).toMatchObject({ call_type: "aimage_generation", prompt_tokens: 22, completion_tokens: 3_168 });
    expect(at(event, "spend")).toBeCloseTo(spend, 9);
    expect(at(event, "metadata")).toMatchObject({ unpriced: false, usage_object: { images: 2 } });
  });

  it("are priced by the picture where the configuration has such a price, in the provider's own words", async () => {
    stage.upstream.play("together_ai", { body: JSON.stringify({ created: 1, data: [link, link] }) });
    const params = { prompt, n: 3, size: "1024x768", response_format: "b64_json" } as const;
    const { event } = await drawn({ model: "by-image", ...params });
    expect(stage.upstream.last("together_ai").json).toMatchObject({
      prompt,
      n: 3,
      width: 1_024,
      height: 768,
      response_format: "base64",
    });
    // What was drawn is charged, not what was asked for.
    expect(event).toMatchObject({ spend: 0.5, metadata: { unpriced: false, usage_object: { images: 2 } } });
  });

  it("are marked as unpriced where nobody knows what they cost", async () => {
    stage.upstream.play("together_ai", { body: JSON.stringify({ created: 1, data: [link] }) });
    const { event } = await drawn({ model: "unpriced", prompt });
    expect(event).toMatchObject({ spend: 0, metadata: { unpriced: true, usage_object: { images: 1 } } });
  });

  it("leave a chat unpriced where the model's only price is by the picture", async () => {
    stage.upstream.play("together_ai", wire("together_ai/chat.json"));
    const chat = { model: "by-image", messages: [{ role: "user" as const, content: "Hi" }] };
    const { response } = await stage.openai.chat.completions.create(chat).withResponse();
    const [event] = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
    expect(event).toMatchObject({ spend: 0, metadata: { unpriced: true } });
  });

  it("come as they are drawn to whoever wants to watch, and are priced by what the last event tells", async () => {
    // A picture of the usual size is larger than most frames.
    const b64_json = "A".repeat(5_000_000);
    const events = [
      { type: "image_generation.partial_image", b64_json, partial_image_index: 0 },
      {
        type: "image_generation.completed",
        b64_json,
        usage: {
          input_tokens: 40,
          input_tokens_details: { text_tokens: 10, image_tokens: 30 },
          output_tokens: 1_100,
          total_tokens: 1_140,
        },
      },
    ];
    const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
    stage.upstream.play("openai", { body, headers: { "content-type": "text/event-stream" } });
    const { data, response } = await stage.openai.images
      .generate({ model: "art", prompt, stream: true, partial_images: 1 })
      .withResponse();
    const seen: unknown[] = [];
    for await (const event of data) seen.push(event);
    expect(seen).toEqual(events);
    expect(stage.upstream.last("openai").json).toEqual({
      model: "gpt-image-2",
      prompt,
      stream: true,
      partial_images: 1,
    });
    const [event] = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
    expect(event).toMatchObject({ prompt_tokens: 40, completion_tokens: 1_100, metadata: { stream: true } });
    expect(at(event, "spend")).toBeCloseTo((10 * 5 + 30 * 8 + 1_100 * 30) / 1e6, 9);
  });

  it("that break off as they are drawn are told as an error", async () => {
    const event = { type: "image_generation.partial_image", b64_json: "AAAA", partial_image_index: 0 };
    const body = `data: ${JSON.stringify(event)}\n\n`;
    stage.upstream.play("openai", { body, headers: { "content-type": "text/event-stream" } });
    const stream = await stage.openai.images.generate({ model: "art", prompt, stream: true });
    const read = async (): Promise<void> => {
      for await (const each of stream) expect(each).toEqual(event);
    };
    await expect(read()).rejects.toThrow("before the answer was complete");
  });

  it("of Azure, at the deployment's address", async () => {
    stage.upstream.play("azure", wire("openai/images.json"));
    await stage.openai.images.generate({ model: "azure-art", prompt });
    const request = stage.upstream.last("azure");
    expect(request.path).toBe("/openai/deployments/art-deployment/images/generations?api-version=2024-10-21");
    expect(request.headers["api-key"]).toBe(secretOf("azure"));
  });

  it("for clients who ask a GPT image model for base64, which it gives anyway", async () => {
    stage.upstream.play("openai", wire("openai/images.json"));
    await stage.openai.images.generate({ model: "art", prompt, response_format: "b64_json" });
    expect(stage.upstream.last("openai").json).toEqual({ model: "gpt-image-2", prompt });
  });

  it("without what a GPT image model refuses, for clients who would rather have any", async () => {
    stage.upstream.play("openai", wire("openai/images.json"));
    const asked = { model: "art", prompt, response_format: "url", style: "vivid" } as const;
    expect(await errorOf(stage.openai.images.generate(asked))).toMatchObject({ status: 400, param: "response_format" });
    const lenient = { ...asked, drop_params: true };
    await stage.openai.images.generate(lenient);
    expect(stage.upstream.last("openai").json).toEqual({ model: "gpt-image-2", prompt });
  });

  it("of the demo provider, as a file and as an address", async () => {
    const { images, event } = await drawn({ model: "demo", prompt, n: 2 });
    expect(images.data).toHaveLength(2);
    const bytes = Buffer.from(images.data?.[0]?.b64_json ?? "", "base64");
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect(event).toMatchObject({ spend: 0, metadata: { unpriced: false, usage_object: { images: 2 } } });
    const linked = await stage.openai.images.generate({ model: "demo", prompt, response_format: "url" });
    expect(linked.data?.[0]?.url).toMatch(/^data:image\/png;base64,/);
  });

  it("of a mock", async () => {
    const { data } = await stage.openai.images.generate({ model: "canned", prompt, n: 2 });
    expect(data).toEqual([link, link]);
  });
});

it("a deployment that draws is well when it has drawn one picture", async () => {
  stage.upstream.play("azure", wire("openai/images.json"));
  const response = await fetch(`${stage.gateway.url}/health?model=azure-art`, {
    headers: { authorization: `Bearer ${MASTER_KEY}` },
  });
  expect(await response.json()).toMatchObject({ healthy_count: 1, healthy_endpoints: [{ mode: "image" }] });
  expect(stage.upstream.last("azure").json).toEqual({ model: "art-deployment", prompt: expect.any(String) });
});

describe("a path", () => {
  it.each([
    "/v1/images/generations",
    "/engines/demo/images/generations",
    "/openai/deployments/demo/images/generations",
  ])("%s draws", async (path) => {
    const response = await fetch(stage.gateway.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      body: JSON.stringify({ prompt, ...(path.startsWith("/v1") && { model: "demo" }) }),
    });
    expect(response.status).toBe(200);
  });
});

describe("a request for images is refused", () => {
  const body = (more: object): OpenAI.ImageGenerateParamsNonStreaming => ({ model: "art", prompt, ...more });

  it.each([
    ["prompt", body({ prompt: undefined })],
    ["prompt", body({ prompt: "" })],
    ["n", body({ n: 11 })],
    ["n", body({ n: 0 })],
    ["model", body({ model: "anthropic" })],
  ])("for its %s before anybody is called: %j", async (param, params) => {
    stage.upstream.clear();
    const error = await errorOf(stage.openai.images.generate(params));
    expect(error).toMatchObject({ status: 400, param });
    expect(stage.upstream.requests("openai")).toEqual([]);
  });

  it("by the provider, in whose words it is told", async () => {
    const refusal = { error: { message: "Invalid size.", type: "image_generation_user_error", param: "size" } };
    stage.upstream.play("openai", { status: 400, body: JSON.stringify(refusal) });
    const error = await errorOf(stage.openai.images.generate(body({ size: "1x1" })));
    expect(error).toMatchObject({ status: 400, param: "size", message: expect.stringContaining("Invalid size.") });
  });

  it("by a key that may not use the model", async () => {
    const key = await makeKey(stage.gateway, { models: ["by-token"] });
    expect(await errorOf(openaiClient(stage.gateway, key).images.generate(body({})))).toMatchObject({ status: 401 });
  });
});

describe("limits on images", () => {
  it("a budget refuses what its pictures would cost before they are drawn", async () => {
    stage.upstream.play("together_ai", { body: JSON.stringify({ created: 1, data: [link] }) });
    const key = await makeKey(stage.gateway, { max_budget: 0.6 });
    const client = openaiClient(stage.gateway, key);
    await client.images.generate({ model: "by-image", prompt });
    stage.upstream.clear();
    expect(await errorOf(client.images.generate({ model: "by-image", prompt, n: 2 }))).toMatchObject({ status: 400 });
    expect(stage.upstream.requests("together_ai")).toEqual([]);
    const events = await spendOfKey(stage.gateway, key, 2);
    expect(events.map(({ spend }) => spend).toSorted((a, b) => a - b)).toEqual([0, 0.25]);
  });

  it("a failure is tried elsewhere, and the pictures are charged once", async () => {
    stage.upstream.play("openai", failure("openai/error-500.json", 500));
    stage.upstream.play("together_ai", { body: JSON.stringify({ created: 1, data: [link] }) });
    const params = { model: "by-token", prompt, fallbacks: ["by-image"] };
    const { event } = await drawn(params);
    expect(event).toMatchObject({ spend: 0.25, model_group: "by-image", metadata: { attempts: 2 } });
  });
});
