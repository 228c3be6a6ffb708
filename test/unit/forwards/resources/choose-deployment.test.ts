import { describe, expect, test } from "vitest";
import { adapters } from "../../../../src/adapters/index.ts";
import type { Caller } from "../../../../src/core/caller.ts";
import type { Deployment } from "../../../../src/core/deployment.ts";
import { asId } from "../../../../src/core/ids.ts";
import { createTokenCache } from "../../../../src/adapters/upstream-tools.ts";
import { chooseDeployment, type Reach } from "../../../../src/forwards/resources/choose-deployment.ts";
import { indexModels } from "../../../../src/router/model-index.ts";
import { HELD_HERE, type ManagedObject } from "../../../../src/store/managed-objects.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const place = (id: string, modelName: string, more: Partial<Deployment> = {}): Deployment =>
  deploymentOf({ id: asId(id), modelName, ...more });
const deployments = [
  place("d-claude", "claude", { provider: "anthropic" }),
  place("d-small", "small"),
  place("d-big", "big"),
  place("d-far", "big-far", { credential: "another-account" }),
  place("d-azure", "azure-small", { provider: "azure", baseUrl: "https://r.openai.azure.com" }),
  place("d-mixed-1", "mixed", { provider: "anthropic" }),
  place("d-mixed-2", "mixed"),
  place("d-pair-1", "pair"),
  place("d-pair-2", "pair", { credential: "another-account" }),
  place("d-wild", "any/*", { provider: "azure", baseUrl: "https://w.openai.azure.com", model: "*" }),
];
const reach: Reach = {
  models: indexModels(
    deployments.map((deployment) => ({ ...deployment, build: (model: string) => ({ ...deployment, model }) })),
    {},
  ),
  accessGroups: new Map(),
  adapterOf: (provider) => adapters.get(provider) ?? expect.fail(`no adapter ${provider}`),
  upstream: { fetch, now: Date.now, tokens: createTokenCache(Date.now) },
};
const caller = (models: readonly string[] = []): Caller => ({
  role: "key",
  key: asId("hash"),
  models,
  aliases: { nick: "big" },
});
const keptAt = (deploymentId: string, model: string): ManagedObject => ({
  id: "file-1",
  kind: "file",
  owner: "key:hash",
  keyHash: asId("hash"),
  userId: null,
  teamId: null,
  organizationId: null,
  model,
  deploymentId: asId(deploymentId),
  upstreamId: "up",
  parentId: null,
  body: {},
  createdAtMs: 0,
  updatedAtMs: 0,
  dueAtMs: null,
});

interface Case {
  readonly models?: readonly string[];
  readonly model?: string;
  readonly provider?: string;
  readonly objects?: readonly ManagedObject[];
  readonly canHold?: boolean;
}
const choose = ({ models, model, provider, objects = [], canHold = false }: Case) =>
  chooseDeployment({ caller: caller(models), operation: "file", model, provider, objects, canHold }, reach);
const heldHere = keptAt(HELD_HERE, "");

describe("a request goes", () => {
  test.each<[string, Case, object]>([
    ["to the first deployment of its provider", {}, { model: "small", pinned: "d-small" }],
    ["to the first one that its key may use", { models: ["big"] }, { model: "big", pinned: "d-big" }],
    [
      "to a wildcard's where there is no other",
      { provider: "azure", models: ["any/*"] },
      { model: "any/*", pinned: "d-wild" },
    ],
    ["to any deployment of the model that it names", { model: "pair" }, { model: "pair" }],
    ["to those of a model that can serve it", { model: "mixed" }, { model: "mixed", pinned: "d-mixed-2" }],
    ["where an alias leads", { model: "nick" }, { model: "nick" }],
    ["on to be refused for a model that is not there", { model: "none" }, { model: "none" }],
    [
      "to the deployment that keeps what it names, whatever its provider",
      { objects: [keptAt("d-azure", "azure-small")], provider: "openai" },
      { model: "azure-small", pinned: "d-azure" },
    ],
    [
      "to the model it names at the account that keeps what it names",
      { objects: [keptAt("d-small", "small")], model: "pair" },
      { model: "pair", pinned: "d-pair-1" },
    ],
    [
      "to one deployment for what one account keeps under two",
      { objects: [keptAt("d-big", "big"), keptAt("d-small", "small")] },
      { model: "big", pinned: "d-big" },
    ],
    [
      "to a deployment whose name has changed",
      { objects: [keptAt("d-small", "as it was called")] },
      { model: "small", pinned: "d-small" },
    ],
    [
      "behind a wildcard by the name that was asked for",
      { objects: [keptAt("d-wild", "any/gpt-4o")] },
      { model: "any/gpt-4o", pinned: "d-wild" },
    ],
  ])("%s", (_, asked, expected) => {
    expect(choose(asked)).toEqual(expected);
    // Whether the gateway could keep it changes nothing where somebody else does.
    expect(choose({ ...asked, canHold: true })).toEqual(expected);
  });

  test.each<[string, Case, string | undefined]>([
    ["for a model whose provider keeps none", { model: "claude" }, "claude"],
    ["for a provider that keeps none", { provider: "anthropic" }, undefined],
    ["where it is asked to", { provider: "tollgate" }, undefined],
    ["where nothing is named, and nobody keeps any for the key", { models: ["claude"] }, undefined],
    ["where it keeps what is named", { objects: [heldHere] }, undefined],
  ])("nowhere %s: the gateway keeps it", (_, asked, heldFor) => {
    expect(choose({ ...asked, canHold: true })).toEqual({ heldFor });
    expect(() => choose(asked)).toThrow(/unsupported|does not serve|no deployment|in chats alone/);
  });

  test.each<[string, Case, string]>([
    ["no deployment of its provider", { provider: "mistral" }, "invalid_request"],
    ["none that its key may use", { models: ["claude"] }, "invalid_request"],
    ["a provider that serves nothing of the kind", { provider: "anthropic" }, "invalid_request"],
    ["a model whose provider does not serve it", { model: "claude" }, "unsupported_operation"],
    ["a provider that nobody has heard of", { provider: "opnai", canHold: true }, "invalid_request"],
    [
      "what the gateway keeps beside what a provider does",
      { objects: [heldHere, keptAt("d-small", "small")], canHold: true },
      "invalid_request",
    ],
    [
      "objects of two accounts",
      { objects: [keptAt("d-small", "small"), keptAt("d-far", "big-far")] },
      "invalid_request",
    ],
    [
      "an object of a model's elsewhere",
      { objects: [keptAt("d-small", "small")], model: "big-far" },
      "invalid_request",
    ],
    [
      "a model that is not there, for an object",
      { objects: [keptAt("d-small", "small")], model: "none" },
      "model_not_found",
    ],
    ["an object whose deployment is gone", { objects: [keptAt("d-gone", "small")] }, "invalid_request"],
  ])("nowhere, and says so, with %s", (_, asked, code) => {
    expect(() => choose(asked)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
