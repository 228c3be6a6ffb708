import { describe, expect, test } from "vitest";
import { adapters } from "../../../../src/adapters/index.ts";
import type { KnownService } from "../../../../src/forwards/pass-through/find-service.ts";
import { findService } from "../../../../src/forwards/pass-through/find-service.ts";
import { readWhole, watchEvents } from "../../../../src/forwards/pass-through/read-answer.ts";
import { RegionBound } from "../../../../src/pipeline/bind-region.ts";
import type { Metered } from "../../../../src/pipeline/metered.ts";
import { parseObject } from "../../../../src/core/json.ts";
import { deploymentOf } from "../../../support/deployments.ts";

const call: Metered = {
  operation: "chat",
  model: "m",
  intent: { stream: false },
  body: {},
  tags: [],
  wishes: {},
  bound: new RegionBound(),
  mock: undefined,
  texts: () => ["a few words that a model has to read"],
};
function serviceOf(provider: string, model: string, path: string): KnownService {
  const adapter = adapters.get(provider);
  const found = adapter && findService(adapter, deploymentOf({ provider, model }), path);
  if (found === undefined) throw new Error(path);
  return found;
}
const gemini = serviceOf("gemini", "flash", "/models/flash:generateContent");
const openai = serviceOf("openai", "gpt-4o", "/v1/chat/completions");

const whole = (service: KnownService, value: unknown) => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return readWhole(call, service, { text, body: parseObject(text), headers: new Headers() });
};
const chunk = (text: string, more: object = {}) => ({ candidates: [{ content: { parts: [{ text }] } }], ...more });

describe("what a whole answer came to", () => {
  test("is what the provider tells", () => {
    const answer = chunk("High.", { usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 5 } });
    expect(whole(gemini, answer)).toMatchObject({ inputTokens: 7, outputTokens: 5 });
  });

  test("is told by the last chunk of a stream that came as one list", () => {
    const usageMetadata = { promptTokenCount: 7, candidatesTokenCount: 5 };
    const end = { candidates: [{ content: { parts: [{ text: "tide." }] }, finishReason: "STOP" }], usageMetadata };
    const usage = whole(gemini, [chunk("High "), end]);
    expect(usage).toMatchObject({ inputTokens: 7, outputTokens: 5 });
    expect(usage.estimated).toBeUndefined();
  });

  test.each([
    ["an answer without usage", { choices: [{ index: 0, message: { role: "assistant", content: "High tide." } }] }],
    ["an answer of another kind", { result: "High tide." }],
    ["no JSON", "High tide."],
  ])("is estimated for %s", (_, answer) => {
    const usage = whole(openai, answer);
    expect(usage.estimated).toBe(true);
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(usage.outputTokens).toBeGreaterThan(0);
  });
});

describe("what a stream has come to", () => {
  const delta = (content: string, finish: string | null = null) => ({
    data: JSON.stringify({
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta: { content }, finish_reason: finish }],
    }),
  });

  test("is estimated for as long as it is not told, and grows", () => {
    const watcher = watchEvents(call, openai);
    const seen = [watcher.usage?.outputTokens];
    watcher.push(delta("High tide is at noon, and again towards midnight."));
    seen.push(watcher.usage?.outputTokens);
    watcher.push(delta("", "stop"));
    expect(watcher.usage?.estimated).toBe(true);
    watcher.push({ data: JSON.stringify({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 30 } }) });
    seen.push(watcher.usage?.outputTokens);
    expect(seen[0]).toBe(0);
    expect(seen[1]).toBeGreaterThan(0);
    expect(seen[2]).toBe(30);
    expect(watcher.usage?.estimated).toBeUndefined();
  });
});
