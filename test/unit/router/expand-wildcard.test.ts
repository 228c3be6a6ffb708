import { describe, expect, test } from "vitest";
import { expandWildcard } from "../../../src/router/expand-wildcard.ts";
import type { DeploymentTemplate } from "../../../src/router/model-index.ts";
import { deploymentOf } from "../../support/deployments.ts";

const template = (modelName: string, provider: string, model: string): DeploymentTemplate => ({
  id: `${modelName}→${model}`,
  modelName,
  provider,
  model,
  build: () => deploymentOf({}),
});

const known: Readonly<Record<string, readonly string[]>> = {
  openai: ["gpt-4o", "gpt-4o-mini", "o3"],
  groq: ["meta/llama-3"],
};
const expand = (wildcard: string, templates: readonly DeploymentTemplate[]): readonly string[] =>
  expandWildcard(wildcard, templates, (provider) => known[provider] ?? []);

describe("the names of a wildcard", () => {
  test("are the provider's models under the public pattern", () => {
    expect(expand("openai/*", [template("openai/*", "openai", "*")])).toEqual([
      "openai/gpt-4o",
      "openai/gpt-4o-mini",
      "openai/o3",
    ]);
  });

  test("hold only what fits the pattern sent to the provider", () => {
    expect(expand("mine-*", [template("mine-*", "openai", "gpt-*")])).toEqual(["mine-4o", "mine-4o-mini"]);
  });

  test("keep slashes in a provider's own names", () => {
    expect(expand("groq/*", [template("groq/*", "groq", "*")])).toEqual(["groq/meta/llama-3"]);
  });

  test("are listed once when two deployments serve them", () => {
    const both = [template("openai/*", "openai", "*"), template("openai/*", "openai", "gpt-*")];
    expect(expand("openai/*", both).filter((name) => name === "openai/gpt-4o")).toHaveLength(1);
  });

  test("leave out other wildcards' deployments", () => {
    expect(expand("openai/*", [template("openai/*", "openai", "o*"), template("groq/*", "groq", "*")])).toEqual([
      "openai/3",
    ]);
  });

  test("are the wildcard itself when nobody knows a name for it", () => {
    expect(expand("acme/*", [template("acme/*", "acme", "*")])).toEqual(["acme/*"]);
    expect(expand("all-*", [template("all-*", "openai", "gpt-4o")])).toEqual(["all-*"]);
  });
});
