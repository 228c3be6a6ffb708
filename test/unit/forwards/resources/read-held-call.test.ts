import { describe, expect, test } from "vitest";
import { adapters } from "../../../../src/adapters/index.ts";
import { DEFAULT_SETTINGS } from "../../../../src/config/parse-settings.ts";
import type { Caller } from "../../../../src/core/caller.ts";
import { asId } from "../../../../src/core/ids.ts";
import { readResourceCall } from "../../../../src/forwards/resources/read-resource-call.ts";
import { RESOURCE_ROWS } from "../../../../src/forwards/resources/resource-rows.ts";
import { indexModels } from "../../../../src/router/model-index.ts";
import type { FileStore } from "../../../../src/store/file-store.ts";
import { MemoryFileStore } from "../../../../src/store/memory/memory-file-store.ts";
import { MemoryManagedObjects } from "../../../../src/store/memory/memory-managed-objects.ts";
import { upstreamTools } from "../../../support/adapters.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const deployments = [
  deploymentOf({ id: asId("d-gpt"), modelName: "gpt" }),
  deploymentOf({ id: asId("d-claude"), modelName: "claude", provider: "anthropic" }),
];
const models = indexModels(
  deployments.map((deployment) => ({ ...deployment, build: () => deployment })),
  {},
);
const caller: Caller = { role: "key", key: asId("hash"), models: [], aliases: {} };

function read(fields: Readonly<Record<string, string>>, files?: FileStore, as: Partial<Caller> = {}) {
  const row = RESOURCE_ROWS.find(({ path, act }) => path === "/uploads" && act === "create");
  if (row === undefined) throw new Error("There is no such row.");
  const request = new Request("https://gateway.example/v1/uploads", {
    method: "POST",
    body: JSON.stringify({ filename: "a.pdf", bytes: 3, purpose: "user_data", ...fields }),
  });
  return readResourceCall(
    request,
    row,
    { caller: { ...caller, ...as }, settings: DEFAULT_SETTINGS, steps: {} },
    {
      models,
      accessGroups: new Map(),
      adapterOf: (provider) => adapters.get(provider) ?? expect.fail(`no adapter ${provider}`),
      upstream: upstreamTools(),
      objects: new MemoryManagedObjects(),
      files,
      now: () => 0,
    },
  );
}

const SAYS_WHAT_TO_BIND = { code: "invalid_request", message: expect.stringContaining("FILES") as unknown };

describe("a gateway without a bucket", () => {
  test("sends what a provider keeps there, as one with a bucket does", async () => {
    for (const files of [undefined, new MemoryFileStore()])
      expect((await read({}, files)).call).toMatchObject({ model: "gpt", pinned: "d-gpt" });
  });

  test.each([
    ["a model whose provider keeps none", { model: "claude" }, {}],
    ["the gateway itself", { custom_llm_provider: "tollgate" }, {}],
    ["nothing, where nobody keeps any for the key", {}, { models: ["claude"] }],
  ] as const)("says what to bind for %s", async (_, fields, as) => {
    await expect(read(fields, undefined, as)).rejects.toMatchObject(SAYS_WHAT_TO_BIND);
    expect((await read(fields, new MemoryFileStore(), as)).call).toHaveProperty("respond");
  });
});
