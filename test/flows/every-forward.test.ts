import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Forward } from "../../src/core/operation.ts";
import { mediaEndpoints } from "../../src/forwards/index.ts";
import { at } from "../support/at.ts";
import { makeKey } from "../support/keys.ts";
import { rawCall } from "../support/raw-client.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { Scene, Upstream } from "../support/upstream.ts";

const FATES = ["served", "refused", "failed", "abandoned"] as const;
type Fate = (typeof FATES)[number];

interface Service {
  readonly model: string;
  readonly price: object;
  readonly answer: Pick<Scene, "body" | "headers">;
  /** The request, but for its model. */
  readonly body: (model: string) => string | FormData;
  /** In dollars, when it is served. */
  readonly cost: number;
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
};

const nameOf = (operation: Forward, fate: Fate): string => `${operation}-${fate}`;
/** Longer than it takes until the gateway knows that its client is gone. */
const PATIENCE_MS = 1_500;

const sceneOf = ({ answer }: Service, fate: Fate): Scene =>
  fate === "failed"
    ? { status: 500, body: JSON.stringify({ error: { message: "It broke." } }) }
    : { ...answer, ...(fate === "abandoned" && { headersDelay: PATIENCE_MS }) };

const deploymentOf = (upstream: Upstream, { model, price }: Service, name: string): object => ({
  model_name: name,
  litellm_params: { model, api_base: upstream.base(name), api_key: "a-key", ...price },
});

const services = Object.entries(SERVICES) as [Forward, Service][];

/** Each fate has services of its own, so that all requests may go at once. */
const stage = useStage((upstream) => {
  for (const [operation, service] of services)
    for (const fate of FATES) upstream.play(nameOf(operation, fate), sceneOf(service, fate));
  return {
    model_list: services.flatMap(([operation, service]) =>
      FATES.map((fate) => deploymentOf(upstream, service, nameOf(operation, fate))),
    ),
    general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY", limits_deadline: 5 },
    router_settings: { num_retries: 0 },
  };
});

const STATUS = { served: 200, refused: 429, failed: 500, abandoned: 0 } as const satisfies Record<Fate, number>;

/** Sends the request, and leaves it where that is its fate. */
async function send(path: string, operation: Forward, fate: Fate, { body }: Service) {
  const model = nameOf(operation, fate);
  const key = await makeKey(stage.gateway, fate === "refused" ? { rpm_limit: 0 } : {});
  // Writes a form as a client would.
  const content = new Response(body(model));
  const type = typeof body(model) === "string" ? "application/json" : content.headers.get("content-type");
  const call = rawCall(stage.gateway.url, {
    path,
    headers: { authorization: `Bearer ${key}`, "content-type": type ?? undefined },
    body: new Uint8Array(await content.arrayBuffer()),
  });
  if (fate !== "abandoned") {
    await call.over;
    expect(stage.upstream.requests(model)).toHaveLength(fate === "refused" ? 0 : 1);
    return { key, status: (await call.head).status };
  }
  // `expect.poll` is for tests that run one at a time.
  while (stage.upstream.requests(model).length === 0) await sleep(20);
  call.reset();
  return { key, status: STATUS.abandoned };
}

const keys: string[] = [];
const asked = mediaEndpoints.flatMap(({ operation, paths: [path] }) =>
  FATES.map((fate) => ({ operation, path, fate, service: SERVICES[operation] })),
);

it("every endpoint that is passed on has a service here", () => {
  expect(asked.filter(({ service }) => service === undefined)).toEqual([]);
});

describe("a request that is passed on leaves one event that says what became of it", () => {
  it.concurrent.each(asked)("$path, $fate", async ({ operation, path, fate, service }) => {
    if (service === undefined) throw new Error(`Nobody serves ${operation}.`);
    const { key, status } = await send(path, operation, fate, service);
    keys.push(key);
    expect(status).toBe(STATUS[fate]);
    const [event] = await spendOfKey(stage.gateway, key, 1);
    expect(event).toMatchObject({
      // Who is refused was not yet led to a model.
      model_group: fate === "refused" ? "" : nameOf(operation, fate),
      status: fate === "served" ? "success" : "failure",
      metadata: { outcome: fate },
    });
    if (fate === "served") expect(at(event, "spend")).toBe(service.cost);
    else if (fate !== "abandoned") expect(at(event, "spend")).toBe(0);
  });

  it("and no other", async () => {
    // For one that would come late.
    await sleep(1_000);
    expect(keys).toHaveLength(asked.length);
    for (const key of keys) expect(await spendOfKey(stage.gateway, key, 1)).toHaveLength(1);
  });
});
