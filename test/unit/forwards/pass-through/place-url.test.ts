import { describe, expect, test } from "vitest";
import { adapters } from "../../../../src/adapters/index.ts";
import { GatewayError } from "../../../../src/core/errors.ts";
import { placeUrl } from "../../../../src/forwards/pass-through/place-url.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const place = (provider: string, changes: object, path: string, query: [string, string][] = []): string => {
  const adapter = adapters.get(provider);
  if (adapter === undefined) throw new Error(provider);
  return placeUrl(adapter, deploymentOf({ provider, ...changes }), path, query);
};

const AZURE = "https://quay.openai.azure.com";
const FOUNDRY = "https://quay.services.ai.azure.com";
const GOOGLE = { vertex_project: "harbour", vertex_location: "europe-west4" };
const VERTEX = "https://europe-west4-aiplatform.googleapis.com";
const FLASH = "publishers/google/models/flash:generateContent";

test.each([
  ["openai", {}, "/v1/files", "https://api.openai.com/v1/files"],
  ["openai", {}, "/files", "https://api.openai.com/v1/files"],
  ["openai", { baseUrl: "https://proxy.example/o/v1/" }, "/v1/files", "https://proxy.example/o/v1/files"],
  ["anthropic", {}, "/v1/models", "https://api.anthropic.com/v1/models"],
  ["gemini", {}, "/v1alpha/models", "https://generativelanguage.googleapis.com/v1alpha/models"],
  ["gemini", {}, "/upload/v1beta/files", "https://generativelanguage.googleapis.com/upload/v1beta/files"],
  ["gemini", {}, "/download/v1beta/files/f", "https://generativelanguage.googleapis.com/download/v1beta/files/f"],
  ["gemini", {}, "/models", "https://generativelanguage.googleapis.com/v1beta/models"],
  ["cohere", { baseUrl: "https://api.cohere.com/v1" }, "/v2/embed", "https://api.cohere.com/v2/embed"],
  ["groq", {}, "/v1/models", "https://api.groq.com/openai/v1/models"],
  ["hosted_vllm", { baseUrl: "http://10.0.0.5:8000" }, "/v1/models", "http://10.0.0.5:8000/v1/models"],
  ["azure", { baseUrl: AZURE }, "/openai/files", `${AZURE}/openai/files?api-version=2024-10-21`],
  ["azure", { baseUrl: `${AZURE}/openai/v1` }, "/openai/v1/files", `${AZURE}/openai/v1/files`],
  [
    "azure",
    { baseUrl: `${AZURE}/openai/deployments/d`, apiVersion: "v9" },
    "/openai/files",
    `${AZURE}/openai/files?api-version=v9`,
  ],
  [
    "azure_ai",
    { baseUrl: `${FOUNDRY}/models` },
    "/models/info",
    `${FOUNDRY}/models/info?api-version=2024-05-01-preview`,
  ],
  ["azure_ai", { baseUrl: FOUNDRY }, "/anthropic/v1/models", `${FOUNDRY}/anthropic/v1/models`],
  [
    "vertex_ai",
    { settings: GOOGLE },
    `/v1/projects/mine/locations/us-central1/${FLASH}`,
    `${VERTEX}/v1/projects/harbour/locations/europe-west4/${FLASH}`,
  ],
  [
    "vertex_ai",
    { settings: GOOGLE },
    `/v1beta1/${FLASH}`,
    `${VERTEX}/v1beta1/projects/harbour/locations/europe-west4/${FLASH}`,
  ],
  [
    "vertex_ai",
    { settings: GOOGLE },
    "/discovery/v1/projects/mine/locations/global/collections/c/engines/e/servingConfigs/default_config:search",
    "https://discoveryengine.googleapis.com/v1/projects/harbour/locations/global/collections/c/engines/e/servingConfigs/default_config:search",
  ],
  [
    "vertex_ai",
    { settings: GOOGLE },
    "/discovery/v1alpha/projects/mine/locations/eu/dataStores",
    "https://eu-discoveryengine.googleapis.com/v1alpha/projects/harbour/locations/eu/dataStores",
  ],
  [
    "bedrock",
    { settings: { aws_region_name: "eu-west-1" } },
    "/model/m/invoke",
    "https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/invoke",
  ],
])("of %s with %j, %s is at %s", (provider, changes, path, url) => {
  expect(place(provider, changes, path)).toBe(url);
});

test("a query of the client's goes before the configured one", () => {
  const query: [string, string][] = [
    ["api-version", "2025-01-01"],
    ["after", "a b&c"],
  ];
  expect(place("azure", { baseUrl: AZURE }, "/openai/files", query)).toBe(
    `${AZURE}/openai/files?api-version=2025-01-01&after=a+b%26c`,
  );
});

describe("no path leads away from the address of its provider", () => {
  const known = {
    baseUrl: "https://base.example/v1",
    settings: { ...GOOGLE, aws_region_name: "eu-west-1", account_id: "a1", project_id: "p1" },
  };
  test.each([...adapters.values()].filter(({ answer }) => answer === undefined).map(({ id }) => id))(
    "%s",
    (provider) => {
      for (const path of [
        "/v1/x",
        "/x/",
        "/projects/p/locations/l/x",
        "/v1/projects/p/locations/l/x",
        "/@elsewhere.example/x",
        "/:80/x",
      ]) {
        try {
          expect(new URL(place(provider, known, path)).host).toBe("base.example");
        } catch (error) {
          // What the address is made of is missing, or there is none any more.
          expect(error).toBeInstanceOf(GatewayError);
        }
      }
    },
  );
});
