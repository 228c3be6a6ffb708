import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Forward } from "../../src/core/operation.ts";
import { mediaEndpoints } from "../../src/forwards/index.ts";
import { videos } from "../../src/forwards/videos.ts";
import type { ManagedObjects } from "../../src/store/managed-objects.ts";
import { at } from "../support/at.ts";
import { makeKey } from "../support/keys.ts";
import { NOBODY_HEARD, PATIENCE_MS, sendAndLeave } from "../support/send-and-leave.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { Scene, Upstream } from "../support/upstream.ts";

const FATES = ["served", "refused", "failed", "broken", "abandoned"] as const;
type Fate = (typeof FATES)[number];

interface Service {
  readonly model: string;
  readonly price: object;
  readonly answer: Pick<Scene, "body" | "headers">;
  /** The request, but for its model. */
  readonly body: (model: string) => string | FormData;
  /** In dollars, when it is served. */
  readonly cost: number;
  /** Its price is one of tokens, and nobody knows how many where the answer does not say. */
  readonly isPaidByTokens?: true;
}

interface Case {
  readonly name: string;
  readonly operation: Forward;
  readonly service: Service;
}

const json = (value: object): Service["answer"] => ({
  body: JSON.stringify(value),
  headers: { "content-type": "application/json" },
});
const form = (model: string, field: string, fields: Readonly<Record<string, string>> = {}): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries({ model, ...fields })) data.append(name, value);
  data.append(field, new Blob(["what is in it"]), "a.bin");
  return data;
};

const HEARD: Omit<Service, "body"> = {
  model: "openai/whisper-1",
  price: { input_cost_per_second: 0.01 },
  answer: json({ text: "Ahoy", usage: { type: "duration", seconds: 3 } }),
  cost: 0.03,
};
const PICTURE = { data: [{ b64_json: "AAAA" }] };

/** By what an endpoint does. One without a service fails. */
const SERVICES: Readonly<Partial<Record<Forward, Service>>> = {
  speech: {
    model: "openai/tts-1",
    price: { input_cost_per_character: 0.001 },
    answer: { body: new Uint8Array(4_096).fill(7), headers: { "content-type": "audio/mpeg" } },
    body: (model) => JSON.stringify({ model, input: "Ahoy!", voice: "alloy" }),
    cost: 0.005,
  },
  transcription: { ...HEARD, body: (model) => form(model, "file") },
  translation: { ...HEARD, body: (model) => form(model, "file") },
  image_edit: {
    model: "openai/gpt-image-1",
    price: { input_cost_per_token: 0.001, output_cost_per_token: 0.01 },
    answer: json({ ...PICTURE, usage: { input_tokens: 21, output_tokens: 9, total_tokens: 30 } }),
    body: (model) => form(model, "image", { prompt: "A quay" }),
    cost: 0.111,
    isPaidByTokens: true,
  },
  image_variation: {
    model: "openai/dall-e-2",
    price: { output_cost_per_image: 0.04 },
    answer: json(PICTURE),
    body: (model) => form(model, "image"),
    cost: 0.04,
  },
  ocr: {
    model: "mistral/mistral-ocr-latest",
    price: { ocr_cost_per_page: 0.002 },
    answer: json({ pages: [{ index: 0, markdown: "Ahoy" }], usage_info: { pages_processed: 2 } }),
    body: (model) => JSON.stringify({ model, document: { type: "document_url", document_url: "https://a.example/b" } }),
    cost: 0.004,
  },
  video: {
    model: "openai/sora-2",
    price: { input_cost_per_second: 0.1 },
    answer: json({ id: "video_upstream00000001", object: "video", status: "queued", seconds: "8" }),
    body: (model) => JSON.stringify({ model, prompt: "A quay", seconds: "8" }),
    cost: 0.8,
  },
};

/** The same of providers that have words of their own for it. */
const IN_OTHER_WORDS: readonly Case[] = [
  {
    name: "speech-gemini",
    operation: "speech",
    service: {
      model: "gemini/gemini-2.5-flash-tts",
      price: { input_cost_per_token: 0.001, output_cost_per_token: 0.01 },
      answer: json({
        candidates: [{ content: { parts: [{ inlineData: { mimeType: "audio/L16;rate=24000", data: "AAAA" } }] } }],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 9, totalTokenCount: 12 },
      }),
      body: (model) => JSON.stringify({ model, input: "Ahoy!", voice: "Kore" }),
      cost: 0.093,
    },
  },
  {
    name: "transcription-deepgram",
    operation: "transcription",
    service: {
      model: "deepgram/nova-3",
      price: { input_cost_per_second: 0.01 },
      answer: json({
        metadata: { duration: 3 },
        results: { channels: [{ alternatives: [{ transcript: "Ahoy", words: [] }] }] },
      }),
      body: (model) => form(model, "file"),
      cost: 0.03,
    },
  },
  {
    name: "transcription-elevenlabs",
    operation: "transcription",
    service: {
      model: "elevenlabs/scribe_v2",
      price: { input_cost_per_second: 0.01 },
      answer: json({ text: "Ahoy", words: [], audio_duration_secs: 3 }),
      body: (model) => form(model, "file"),
      cost: 0.03,
    },
  },
];

const nameOf = (name: string, fate: Fate): string => `${name}-${fate}`;
const sceneOf = ({ answer }: Service, fate: Fate): Scene =>
  fate === "failed"
    ? { status: 500, body: JSON.stringify({ error: { message: "It broke." } }) }
    : {
        ...answer,
        ...(fate === "broken" && { cut: { afterBytes: 9, by: "fin" } }),
        ...(fate === "abandoned" && { headersDelay: PATIENCE_MS }),
      };

const deploymentOf = (upstream: Upstream, { model, price }: Service, name: string): object => ({
  model_name: name,
  litellm_params: { model, api_base: upstream.base(name), api_key: "a-key", ...price },
});

const services: readonly Case[] = [
  ...(Object.entries(SERVICES) as [Forward, Service][]).map(([operation, service]) => ({
    name: operation,
    operation,
    service,
  })),
  ...IN_OTHER_WORDS,
];

/** Each fate has services of its own, so that all requests may go at once. */
const stage = useStage((upstream) => {
  for (const { name, service } of services)
    for (const fate of FATES) upstream.play(nameOf(name, fate), sceneOf(service, fate));
  return {
    model_list: services.flatMap(({ name, service }) =>
      FATES.map((fate) => deploymentOf(upstream, service, nameOf(name, fate))),
    ),
    general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY", limits_deadline: 5 },
    router_settings: { num_retries: 0 },
  };
});

/** What an event says, and its client reads: unless it has left, or hears sound, which is under way before it breaks off. */
const STATUS = {
  served: 200,
  refused: 429,
  failed: 500,
  broken: 502,
  abandoned: 499,
} as const satisfies Record<Fate, number>;

/** Sends the request, and leaves it where that is its fate. */
async function send(path: string, name: string, fate: Fate, { body }: Service) {
  const model = nameOf(name, fate);
  const key = await makeKey(stage.gateway, fate === "refused" ? { rpm_limit: 0 } : {});
  // Writes a form as a client would.
  const content = new Response(body(model));
  const type = typeof body(model) === "string" ? "application/json" : content.headers.get("content-type");
  const request = {
    path,
    headers: { authorization: `Bearer ${key}`, "content-type": type ?? undefined },
    body: new Uint8Array(await content.arrayBuffer()),
  };
  const heard = (): number => stage.upstream.requests(model).length;
  const { status } = await sendAndLeave(stage.gateway, request, fate === "abandoned" ? () => heard() > 0 : undefined);
  expect(heard()).toBe(fate === "refused" ? 0 : 1);
  return { key, status };
}

const keys: string[] = [];
/** Nothing is noted here: the gateway's own does that. */
const noObjects = {} as ManagedObjects;
const endpoints = [...mediaEndpoints, videos(noObjects, Date.now)];
const asked = endpoints.flatMap(({ operation, paths: [path] }) =>
  services
    .filter((each) => each.operation === operation)
    .flatMap(({ name, service }) => FATES.map((fate) => ({ name, path, fate, service }))),
);

it("every endpoint that is passed on has a service here", () => {
  expect(endpoints.filter(({ operation }) => SERVICES[operation] === undefined)).toEqual([]);
});

describe("a request that is passed on leaves one event that says what became of it", () => {
  it.concurrent.each(asked)("$path, $name, $fate", async ({ name, path, fate, service }) => {
    const { key, status } = await send(path, name, fate, service);
    keys.push(key);
    const isSound = name === "speech" && fate === "broken";
    expect(status).toBe(fate === "abandoned" ? NOBODY_HEARD : isSound ? 200 : STATUS[fate]);
    const [event] = await spendOfKey(stage.gateway, key, 1);
    expect(event).toMatchObject({
      // Who is refused was not yet led to a model.
      model_group: fate === "refused" ? "" : nameOf(name, fate),
      status: fate === "served" ? "success" : "failure",
      metadata: {
        outcome: fate === "broken" ? "failed" : fate,
        http_status: STATUS[fate],
        attempts: fate === "refused" ? 0 : 1,
      },
    });
    const spend = at(event, "spend");
    if (fate === "served") expect(spend).toBe(service.cost);
    else if (fate === "broken" || fate === "abandoned") {
      // It may be billed, so it is charged by what was asked for.
      expect(Number(spend) > 0).toBe(service.isPaidByTokens !== true);
      expect(at(event, "metadata", "unpriced")).toBe(service.isPaidByTokens === true);
    } else expect(spend).toBe(0);
  });

  it("and no other", async () => {
    // For one that would come late.
    await sleep(1_000);
    expect(keys).toHaveLength(asked.length);
    for (const key of keys) expect(await spendOfKey(stage.gateway, key, 1)).toHaveLength(1);
  });
});
