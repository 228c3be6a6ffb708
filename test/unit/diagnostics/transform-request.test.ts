import { describe, expect, test } from "vitest";
import { buildTemplate } from "../../../src/config/build-template.ts";
import { findAdapter } from "../../../src/config/find-adapter.ts";
import { parseConfig } from "../../../src/config/parse-config.ts";
import type { Caller } from "../../../src/core/caller.ts";
import { asId } from "../../../src/core/ids.ts";
import { transformRequest } from "../../../src/diagnostics/transform-request.ts";
import { adapters } from "../../../src/adapters/index.ts";
import { indexModels } from "../../../src/router/model-index.ts";

const FILE = `
model_list:
  - model_name: claude
    litellm_params:
      model: anthropic/claude-sonnet-4-5
      api_key: sk-very-secret
      extra_headers: { x-org: very-private }
  - model_name: behind-a-login
    litellm_params:
      model: openai/gpt-4o
      api_key: sk-very-secret
      api_base: https://me:very-secret@gateway.test/v1
      extra_body: { vendor: { api_key: very-secret, tier: gold }, note: sk-very-secret-too }
`;
const { config } = parseConfig(FILE, "config.yaml", { providers: new Set(adapters.keys()) });
const adapterOf = findAdapter(config, {});
const templates = config.models.map((model) => buildTemplate(model, adapterOf(model.provider), config.settings, {}));
const gateway = {
  models: indexModels(templates, {}),
  accessGroups: new Map(),
  settings: config.settings,
  adapterOf,
};
const caller: Caller = { role: "key", key: asId<"key-hash">("someone"), models: [], aliases: {} };

const transform = async (body: unknown, who = caller) =>
  await transformRequest(
    new Request("http://gateway/utils/transform_request", { method: "POST", body: JSON.stringify(body) }),
    who,
    gateway,
  );
const request_body = { model: "claude", max_tokens: 5, messages: [{ role: "user", content: "Hi" }] };

describe("a request as a provider would be sent it", () => {
  test("is in the provider's dialect and at its address, without any secret", async () => {
    const shown = await transform({ call_type: "completion", request_body });
    expect(shown).toMatchObject({
      raw_request_api_base: "https://api.anthropic.com/v1/messages",
      raw_request_body: { model: "claude-sonnet-4-5", max_tokens: 5, messages: [{ role: "user" }] },
      raw_request_headers: { "x-org": "****" },
    });
    expect(JSON.stringify(shown)).not.toMatch(/very-secret|very-private/);
  });

  test("hides what is secret in an address, and in fields that the configuration adds", async () => {
    const body = { ...request_body, model: "behind-a-login" };
    expect(await transform({ call_type: "completion", request_body: body })).toEqual({
      raw_request_api_base: "https://gateway.test/v1/chat/completions",
      raw_request_body: {
        ...body,
        model: "gpt-4o",
        vendor: { api_key: "****", tier: "gold" },
        note: "****",
      },
      raw_request_headers: { "content-type": "application/json" },
    });
  });

  test.each([
    [{ call_type: "dance", request_body }, "call_type"],
    [{ request_body }, "call_type"],
    [{ call_type: "completion" }, "request_body"],
    [{ call_type: "completion", request_body: { model: "claude" } }, "messages"],
    [{ call_type: "completion", request_body: { ...request_body, model: "gone" } }, "model"],
  ])("is refused with the field at fault: %j", async (asked, param) => {
    await expect(transform(asked)).rejects.toMatchObject({ param });
  });

  test("is shown to nobody who may not use the model", async () => {
    const other = { ...caller, models: ["gpt"] };
    await expect(transform({ call_type: "completion", request_body }, other)).rejects.toMatchObject({
      code: "key_model_denied",
    });
  });
});
