import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anthropicClient, chat, openaiClient, sendMessage } from "../support/clients.ts";
import { startGateway, type RunningGateway } from "../support/gateway.ts";
import { makeKey } from "../support/keys.ts";

const example = readFileSync(join(import.meta.dirname, "../../tollgate.yaml"), "utf8");

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway({ config: example });
});
afterAll(() => gateway.stop());

const messages: { role: "user"; content: string }[] = [{ role: "user", content: "How deep is it? ⚓" }];
const ways: [string, boolean][] = [
  ["streamed", true],
  ["whole", false],
];

describe("a fresh clone, with no account and no key", () => {
  it.each(ways)("answers the OpenAI SDK, %s", async (_name, stream) => {
    const { text, finish, usage } = await chat(
      openaiClient(gateway, "sk-local"),
      { model: "demo/echo", messages },
      stream,
    );
    expect(text).toContain("How deep is it? ⚓");
    expect(finish).toBe("stop");
    expect(usage).toMatchObject({ prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) });
  });

  it.each(ways)("answers the Anthropic SDK, %s", async (_name, stream) => {
    const answer = await sendMessage(
      anthropicClient(gateway, "anything"),
      { model: "demo/echo", max_tokens: 99, messages },
      stream,
    );
    expect(answer.content).toMatchObject([{ type: "text", text: expect.stringContaining("How deep is it? ⚓") }]);
    expect(answer.stop_reason).toBe("end_turn");
  });

  it("answers who shows no key at all", async () => {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ model: "demo/echo", messages }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-litellm-response-cost")).toBe("0");
  });

  it("tells how to begin, and that it is well", async () => {
    expect(gateway.logs()).toContain(`http://localhost:${gateway.port}`);
    expect(gateway.logs()).toContain("demo/echo");
    expect(await (await fetch(`${gateway.url}/health/readiness`)).json()).toMatchObject({
      status: "healthy",
      db: "connected",
    });
    expect(await (await fetch(gateway.url)).json()).toMatchObject({ openai_base_url: `${gateway.url}/v1` });
  });

  it("makes keys that are held to what they may do", async () => {
    const key = await makeKey(gateway, { models: ["other"] });
    const ask = chat(openaiClient(gateway, key), { model: "demo/echo", messages }, false);
    await expect(ask).rejects.toMatchObject({ status: 401 });
  });
});
