import { describe, expect, test } from "vitest";
import type { CompatibleRow } from "../../../src/adapters/compatible-row.ts";
import { COMPATIBLE } from "../../../src/adapters/compatible-table.ts";
import { CLOUDS } from "../../../src/adapters/compatible/clouds.ts";
import { GATEWAYS } from "../../../src/adapters/compatible/gateways.ts";
import { LABS } from "../../../src/adapters/compatible/labs.ts";
import { OWN_SERVERS } from "../../../src/adapters/compatible/own-servers.ts";
import { adapters } from "../../../src/adapters/index.ts";
import { RETIRED } from "../../../src/adapters/retired-table.ts";
import type { Operation } from "../../../src/core/operation.ts";
import { signedFor, urlFor } from "../../support/adapters.ts";
import { deploymentOf } from "../../support/deployments.ts";

const rows = Object.entries<CompatibleRow>(COMPATIBLE);
const tables = { LABS, CLOUDS, GATEWAYS, OWN_SERVERS };
const adapterOf = (id: string) => {
  const adapter = adapters.get(id);
  if (adapter === undefined) throw new RangeError(id);
  return adapter;
};

const LETTERS = {
  C: "chat",
  E: "embedding",
  I: "image",
  M: "moderation",
  R: "rerank",
  T: "count",
} as const satisfies Record<string, Operation>;

/** Where the first of its operations is asked, and which it serves. A server of one's own is at http://own.example/v1. */
const EXPECTED: readonly (readonly [id: string, url: string, operations: string])[] = [
  ["abliteration", "https://api.abliteration.ai/v1/chat/completions", "C"],
  ["ai21", "https://api.ai21.com/studio/v1/chat/completions", "C"],
  ["aihubmix", "https://aihubmix.com/v1/chat/completions", "CE"],
  ["aiml", "https://api.aimlapi.com/v1/chat/completions", "CEI"],
  ["amazon_nova", "https://api.nova.amazon.com/v1/chat/completions", "C"],
  ["apertis", "https://api.stima.tech/v1/chat/completions", "CE"],
  ["avian", "https://api.avian.io/v1/chat/completions", "C"],
  ["baseten", "https://inference.baseten.co/v1/chat/completions", "C"],
  ["cerebras", "https://api.cerebras.ai/v1/chat/completions", "C"],
  ["chutes", "https://llm.chutes.ai/v1/chat/completions", "CE"],
  ["clarifai", "https://api.clarifai.com/v2/ext/openai/v1/chat/completions", "C"],
  ["codestral", "https://codestral.mistral.ai/v1/chat/completions", "C"],
  ["cometapi", "https://api.cometapi.com/v1/chat/completions", "CEI"],
  ["compactifai", "https://api.compactif.ai/v1/chat/completions", "C"],
  ["crusoe", "https://api.inference.crusoecloud.com/v1/chat/completions", "C"],
  ["custom_openai", "http://own.example/v1/chat/completions", "CE"],
  ["dashscope", "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions", "CE"],
  ["datarobot", "https://app.datarobot.com/api/v2/genai/llmgw/chat/completions", "C"],
  ["deepinfra", "https://api.deepinfra.com/v1/openai/chat/completions", "CE"],
  ["deepseek", "https://api.deepseek.com/beta/chat/completions", "C"],
  ["docker_model_runner", "http://own.example/v1/chat/completions", "CE"],
  ["doubleword", "https://api.doubleword.ai/v1/chat/completions", "CE"],
  ["empower", "https://app.empower.dev/api/v1/chat/completions", "C"],
  ["featherless_ai", "https://api.featherless.ai/v1/chat/completions", "C"],
  ["fireworks_ai", "https://api.fireworks.ai/inference/v1/chat/completions", "CE"],
  ["friendliai", "https://api.friendli.ai/serverless/v1/chat/completions", "C"],
  ["galadriel", "https://api.galadriel.com/v1/chat/completions", "C"],
  ["github", "https://models.github.ai/inference/chat/completions", "CE"],
  ["gmi", "https://api.gmi-serving.com/v1/chat/completions", "C"],
  ["gpustack", "http://own.example/v1/chat/completions", "CE"],
  ["gradient_ai", "https://inference.do-ai.run/v1/chat/completions", "C"],
  ["groq", "https://api.groq.com/openai/v1/chat/completions", "C"],
  ["helicone", "https://ai-gateway.helicone.ai/chat/completions", "C"],
  ["heroku", "https://us.inference.heroku.com/v1/chat/completions", "C"],
  ["hosted_vllm", "http://own.example/v1/chat/completions", "CER"],
  ["hyperbolic", "https://api.hyperbolic.xyz/v1/chat/completions", "C"],
  ["inception", "https://api.inceptionlabs.ai/v1/chat/completions", "C"],
  ["infinity", "http://own.example/v1/embeddings", "ER"],
  ["jina_ai", "https://api.jina.ai/v1/embeddings", "ER"],
  ["lambda_ai", "https://api.lambda.ai/v1/chat/completions", "C"],
  ["lemonade", "http://own.example/v1/chat/completions", "C"],
  ["litellm_proxy", "http://own.example/v1/chat/completions", "CEIMR"],
  ["llamacpp", "http://own.example/v1/chat/completions", "CE"],
  ["llamafile", "http://own.example/v1/chat/completions", "C"],
  ["llamagate", "https://api.llamagate.dev/v1/chat/completions", "C"],
  ["lm_studio", "http://own.example/v1/chat/completions", "CE"],
  ["maritalk", "https://chat.maritaca.ai/api/chat/completions", "C"],
  ["meta_llama", "https://api.llama.com/compat/v1/chat/completions", "C"],
  ["minimax", "https://api.minimax.io/v1/chat/completions", "C"],
  ["mistral", "https://api.mistral.ai/v1/chat/completions", "CEM"],
  ["mistralrs", "http://own.example/v1/chat/completions", "C"],
  ["modelscope", "https://api-inference.modelscope.cn/v1/chat/completions", "C"],
  ["moonshot", "https://api.moonshot.ai/v1/chat/completions", "C"],
  ["morph", "https://api.morphllm.com/v1/chat/completions", "C"],
  ["nano-gpt", "https://nano-gpt.com/api/v1/chat/completions", "CE"],
  ["nebius", "https://api.studio.nebius.ai/v1/chat/completions", "CE"],
  ["novita", "https://api.novita.ai/v3/openai/chat/completions", "C"],
  ["nscale", "https://inference.api.nscale.com/v1/chat/completions", "CI"],
  ["nvidia_nim", "https://integrate.api.nvidia.com/v1/chat/completions", "CE"],
  ["openai", "https://api.openai.com/v1/chat/completions", "CEIMT"],
  ["openrouter", "https://openrouter.ai/api/v1/chat/completions", "CE"],
  ["ovhcloud", "https://oai.endpoints.kepler.ai.cloud.ovh.net/v1/chat/completions", "CE"],
  ["perplexity", "https://api.perplexity.ai/chat/completions", "C"],
  ["poe", "https://api.poe.com/v1/chat/completions", "CE"],
  ["portkey", "https://api.portkey.ai/v1/chat/completions", "CE"],
  ["publicai", "https://api.publicai.co/v1/chat/completions", "C"],
  ["sambanova", "https://api.sambanova.ai/v1/chat/completions", "CE"],
  ["sarvam", "https://api.sarvam.ai/v1/chat/completions", "C"],
  ["scaleway", "https://api.scaleway.ai/v1/chat/completions", "CE"],
  ["synthetic", "https://api.synthetic.new/openai/v1/chat/completions", "CE"],
  ["together_ai", "https://api.together.xyz/v1/chat/completions", "CEIR"],
  ["v0", "https://api.v0.dev/v1/chat/completions", "C"],
  ["veniceai", "https://api.venice.ai/api/v1/chat/completions", "CE"],
  ["vercel_ai_gateway", "https://ai-gateway.vercel.sh/v1/chat/completions", "CE"],
  ["volcengine", "https://ark.cn-beijing.volces.com/api/v3/chat/completions", "CE"],
  ["wandb", "https://api.inference.wandb.ai/v1/chat/completions", "C"],
  ["writer", "https://api.writer.com/v1/chat", "C"],
  ["xai", "https://api.x.ai/v1/chat/completions", "CI"],
  ["xiaomi_mimo", "https://api.xiaomimimo.com/v1/chat/completions", "C"],
  ["xinference", "http://own.example/v1/chat/completions", "CEI"],
  ["zai", "https://api.z.ai/api/paas/v4/chat/completions", "C"],
];

/** Those whose credential is no bearer token, or that are told more. */
const HEADERS: Readonly<Record<string, object>> = {
  novita: { "x-novita-source": "tollgate", authorization: "Bearer secret" },
  openrouter: { "x-title": "Tollgate", authorization: "Bearer secret" },
  portkey: { "x-portkey-api-key": "secret" },
  sarvam: { "api-subscription-key": "secret" },
};

describe("each OpenAI-compatible provider", () => {
  test("has a line in the table above", () => {
    expect(EXPECTED.map(([id]) => id)).toEqual(rows.map(([id]) => id).toSorted());
  });

  test.each(EXPECTED)("%s is asked at %s, for %s", (id, url, operations) => {
    const adapter = adapterOf(id);
    const { baseUrl } = Object.fromEntries(rows)[id] ?? {};
    const own = baseUrl === undefined ? { baseUrl: "http://own.example/v1" } : {};
    const deployment = deploymentOf({ provider: id, model: "some-model", credential: "secret", ...own });
    const served = operations.split("").map((letter) => LETTERS[letter as keyof typeof LETTERS]);
    expect(Object.keys(adapter.serves).toSorted()).toEqual(served.toSorted());
    expect(urlFor(adapter, deployment, { operation: served[0] ?? "chat" })).toBe(url);
    expect(signedFor(adapter, deployment)).toEqual(HEADERS[id] ?? { authorization: "Bearer secret" });
  });

  test.each(rows)("%s is well-formed", (id, row) => {
    expect(id).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
    expect(row.baseUrl ?? "https://own.example").toMatch(/^https:\/\/[^\s?#]*[^\s?#/]$/);
    expect(row.serves.length).toBeGreaterThan(0);
    for (const variable of [...row.keyVariables, ...(row.baseVariables ?? [])])
      expect(variable).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/);
    expect(row.needsCredential === false || row.keyVariables.length > 0).toBe(true);
    expect(row.baseUrl === undefined).toBe(Object.hasOwn(OWN_SERVERS, id));
  });

  // A key in a variable that two providers read would be sent to one that must not have it.
  test("has variables of its own", () => {
    const names = [...adapters.values()].flatMap(({ keyVariables, baseVariables }) => [
      ...new Set([...keyVariables, ...baseVariables]),
    ]);
    const shared = new Set(names.filter((name, index) => names.indexOf(name) !== index));
    const compatible = rows.flatMap(([, row]) => [...row.keyVariables, ...(row.baseVariables ?? [])]);
    expect(compatible.filter((name) => shared.has(name))).toEqual([]);
  });
});

describe("the tables they stand in", () => {
  test("have no id twice", () => {
    const ids = [...Object.values(tables), RETIRED].flatMap((table) => Object.keys(table));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test.each(Object.entries(tables))("%s is sorted", (_, table) => {
    expect(Object.keys(table)).toEqual(Object.keys(table).toSorted());
  });

  test("hide no provider that has an adapter of its own", () => {
    for (const [id, row] of rows) expect(adapterOf(id).keyVariables).toBe(row.keyVariables);
  });
});
