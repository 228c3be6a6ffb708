import { readdirSync } from "node:fs";
import { join } from "node:path";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, listAt } from "../support/at.ts";
import { chat, sendMessage } from "../support/clients.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";
import { answers } from "../support/wire.ts";

const folder = join(import.meta.dirname, "../fixtures/wire");
const pairs = readdirSync(folder, { recursive: true })
  .map((name) => String(name).replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".sse") && !name.includes("midway"))
  .map((name) => name.slice(0, -".sse".length));

let upstream: Upstream;
beforeAll(async () => void (upstream = await startUpstream()));
afterAll(() => upstream.close());

/** Without this, a mistake in a fixture would look like a fault of the gateway. */
describe("the wire fixtures, read by the SDKs straight from the scripted provider", () => {
  // Content as a list is Mistral's own; no SDK of the OpenAI dialect reads it.
  const openai = pairs.filter((name) => !name.startsWith("anthropic/") && name !== "mistral/thinking");
  it.each(openai)("%s says the same streamed and whole", async (name) => {
    upstream.play("fixture", answers(name, { split: "utf8", comments: true }));
    const client = new OpenAI({ baseURL: upstream.base("fixture"), apiKey: "none", maxRetries: 0 });
    const params = { model: "m", messages: [] };
    const { ids: _ids, usage: streamUsage, ...streamed } = await chat(client, params, true);
    const { ids: _id, usage: wholeUsage, ...whole } = await chat(client, params, false);
    expect({ ...streamed, finish: streamed.finish === "eos" ? "stop" : streamed.finish }).toEqual(whole);
    expect(streamUsage).toEqual(wholeUsage);
  });

  const anthropic = pairs.filter((name) => name.startsWith("anthropic/"));
  it.each(anthropic)("%s says the same streamed and whole", async (name) => {
    upstream.play("fixture", answers(name, { split: "bytes:40", eol: "crlf" }));
    const client = new Anthropic({ baseURL: upstream.base("fixture"), apiKey: "none", maxRetries: 0 });
    const params = { model: "m", max_tokens: 9, messages: [] };
    const streamed = await sendMessage(client, params, true);
    const whole = await sendMessage(client, params, false);
    expect(listAt(streamed, "content")).toEqual(listAt(whole, "content"));
    expect(at(streamed, "usage", "output_tokens")).toBe(at(whole, "usage", "output_tokens"));
  });
});
