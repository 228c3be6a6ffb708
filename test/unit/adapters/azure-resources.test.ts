import { describe, expect, test } from "vitest";
import { azure } from "../../../src/adapters/azure.ts";
import type { Deployment } from "../../../src/core/deployment.ts";
import { deploymentOf } from "../../support/deployments.ts";

describe("what a resource of Azure's keeps has no deployment in its address", () => {
  test.each<[string, Partial<Deployment>, string]>([
    ["/files", {}, "https://r.openai.azure.com/openai/files?api-version=2024-10-21"],
    [
      "/files/file-1/content?a=b",
      {},
      "https://r.openai.azure.com/openai/files/file-1/content?a=b&api-version=2024-10-21",
    ],
    [
      "/batches",
      { baseUrl: "https://r.openai.azure.com/openai/deployments/mine/", apiVersion: "2025-04-01-preview" },
      "https://r.openai.azure.com/openai/batches?api-version=2025-04-01-preview",
    ],
    ["/vector_stores?limit=1", { apiVersion: "v1" }, "https://r.openai.azure.com/openai/v1/vector_stores?limit=1"],
    [
      "/threads/t/runs?limit=1",
      { apiVersion: "preview" },
      "https://r.openai.azure.com/openai/v1/threads/t/runs?limit=1&api-version=preview",
    ],
    [
      "/assistants",
      { baseUrl: "https://r.openai.azure.com/openai/v1" },
      "https://r.openai.azure.com/openai/v1/assistants",
    ],
    // Films are in the newer API alone.
    ["/videos", {}, "https://r.openai.azure.com/openai/v1/videos"],
    ["/videos/video_1/content?a=b", {}, "https://r.openai.azure.com/openai/v1/videos/video_1/content?a=b"],
    ["/videos", { apiVersion: "2025-04-01-preview" }, "https://r.openai.azure.com/openai/v1/videos"],
    ["/videos", { apiVersion: "preview" }, "https://r.openai.azure.com/openai/v1/videos?api-version=preview"],
    [
      "/videos",
      { baseUrl: "https://r.openai.azure.com/openai/deployments/mine" },
      "https://r.openai.azure.com/openai/v1/videos",
    ],
    ["/videos", { baseUrl: "https://r.openai.azure.com/openai/v1/" }, "https://r.openai.azure.com/openai/v1/videos"],
    ["/filesystem", {}, "https://r.openai.azure.com/openai/deployments/gpt-4o-mini/filesystem?api-version=2024-10-21"],
  ])("%s %j", (path, changes, url) => {
    const deployment = deploymentOf({ provider: "azure", baseUrl: "https://r.openai.azure.com", ...changes });
    expect(azure.url(path, deployment)).toBe(url);
  });
});
