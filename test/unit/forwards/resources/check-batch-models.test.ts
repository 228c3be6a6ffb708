import { describe, expect, test } from "vitest";
import { adapters } from "../../../../src/adapters/index.ts";
import type { Caller } from "../../../../src/core/caller.ts";
import { asId } from "../../../../src/core/ids.ts";
import { checkBatchModels } from "../../../../src/forwards/resources/check-batch-models.ts";
import { indexModels } from "../../../../src/router/model-index.ts";
import { upstreamTools } from "../../../support/adapters.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const deployment = deploymentOf({ id: asId("d"), modelName: "gpt", model: "gpt-5" });
const models = indexModels([{ ...deployment, build: () => deployment }], {});
const caller: Caller = { role: "key", key: asId("hash"), models: ["gpt"], aliases: {} };
const lineOf = (model: string, more = ""): string => `{"custom_id":"a","body":{"model":"${model}"${more}}}`;

const check = async (content: string, as = caller) =>
  await checkBatchModels(as, "file-1", deployment, {
    models,
    accessGroups: new Map(),
    adapterOf: (provider) => adapters.get(provider) ?? expect.fail(`no adapter ${provider}`),
    upstream: { ...upstreamTools(), fetch: () => Promise.resolve(new Response(content)) },
  });

describe("the models of a batch that a provider asks", () => {
  test("are those that the key may use, by their names at the provider", async () => {
    await check(`${lineOf("gpt-5")}\n\r\n${lineOf("gpt-5")}\r\n`);
    await expect(check(`${lineOf("gpt-5")}\n${lineOf("gpt-6")}`)).rejects.toMatchObject({ code: "key_model_denied" });
  });

  test.each([
    ["two on a line, for readers that break lines elsewhere", `${lineOf("gpt-5")}\r${lineOf("gpt-6")}`],
    ["numbers that are none in JSON", lineOf("gpt-6", ',"temperature":NaN')],
    ["a list", `[${lineOf("gpt-6")}]`],
    ["no model", '{"custom_id":"a","body":{}}'],
  ])("are to be read in every line: %s", async (_, line) => {
    await expect(check(`${lineOf("gpt-5")}\n${line}\n`)).rejects.toMatchObject({
      code: "invalid_request",
      param: "input_file_id",
      message: expect.stringContaining("Request 2") as unknown,
    });
    // Who may use every model says what they like.
    await check(line, { ...caller, models: [] });
  });
});
