import { expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/config/parse-settings.ts";
import { openaiChat } from "../../../src/dialects/openai-chat/index.ts";
import { readCall } from "../../../src/pipeline/read-call.ts";

const BODY = { model: "m", messages: [{ role: "user", content: "Hi" }], max_tokens: 50 };

const read = (fields: object, headers: Record<string, string> = {}) =>
  readCall(
    new Request("https://gateway.test", { method: "POST", headers, body: JSON.stringify({ ...BODY, ...fields }) }),
    openaiChat,
    undefined,
    DEFAULT_SETTINGS,
  );

test("a request without a word to the gateway has no wishes", async () => {
  expect(await read({})).toMatchObject({ body: BODY, tags: [], wishes: {}, params: {}, mock: undefined });
});

test("what is said to the gateway is kept from the provider", async () => {
  const said = { num_retries: 1, tags: ["a"], drop_params: true, mock_response: "Ahoy", fallbacks: [{ m: ["b"] }] };
  const call = await read(said, { "x-litellm-timeout": "2" });
  expect(call.body).toEqual(BODY);
  expect(call).toMatchObject({
    tags: ["a"],
    wishes: { retries: 1, totalMs: 2_000, fallbacks: ["b"] },
    params: { dropParams: true },
    mock: { answer: { kind: "chat" } },
  });
});

test("a cap that is dropped is not the one that limits are claimed by", async () => {
  expect((await read({})).intent.outputTokensMax).toBe(50);
  const { body, intent } = await read({ additional_drop_params: ["max_tokens"] });
  expect(body).not.toHaveProperty("max_tokens");
  expect(intent.outputTokensMax).toBeUndefined();
});
