import { describe, expect, it } from "vitest";
import { configFor } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";
import type { Upstream } from "../support/upstream.ts";
import { answers } from "../support/wire.ts";

const AWS = { aws_access_key_id: "AKIAEXAMPLE", aws_secret_access_key: "wJalrXUtnFEMI", aws_region_name: "eu-west-1" };
const VERTEX = { vertex_project: "harbour", vertex_location: "europe-west4", api_key: "a-token" };

const stage = useStage((upstream) => {
  const model = (name: string, id: string, more: object): object => ({
    model_name: name,
    litellm_params: { model: id, api_base: upstream.base(name), ...more },
  });
  return configFor(upstream, {
    models: [
      model("converse", "bedrock/eu.anthropic.claude-sonnet-4-6", AWS),
      model("invoke", "bedrock/invoke/eu.anthropic.claude-sonnet-4-6", AWS),
      model("nova", "bedrock/eu.amazon.nova-pro-v1:0", AWS),
      model("vertex", "vertex_ai/claude-sonnet-4-6", VERTEX),
    ],
  });
});

/** What Claude Code asks for; some of it nobody but Anthropic knows. */
const BETAS =
  "claude-code-20250219,interleaved-thinking-2025-05-14,context-1m-2025-08-07,prompt-caching-scope-2026-01-05";
const KNOWN = ["interleaved-thinking-2025-05-14", "context-1m-2025-08-07"];

const converse = {
  body: JSON.stringify({
    output: { message: { role: "assistant", content: [{ text: "2 m" }] } },
    stopReason: "end_turn",
    usage: { inputTokens: 9, outputTokens: 3, totalTokens: 12 },
  }),
  headers: { "content-type": "application/json" },
};

async function ask(model: string): Promise<ReturnType<Upstream["last"]>> {
  const isConverse = model === "converse" || model === "nova";
  stage.upstream.play(model, isConverse ? converse : answers("anthropic/chat"));
  const body = { model, max_tokens: 64, messages: [{ role: "user" as const, content: "Tide?" }] };
  await stage.anthropic.messages.create(body, { headers: { "anthropic-beta": BETAS } });
  return stage.upstream.last(model);
}

describe("the betas that an Anthropic client asks for reach a Claude elsewhere, as far as they are known there", () => {
  it("on Bedrock by Converse", async () => {
    const { json, headers } = await ask("converse");
    expect(json).toMatchObject({ additionalModelRequestFields: { anthropic_beta: KNOWN } });
    expect(headers).not.toHaveProperty("anthropic-beta");
  });

  it("on Bedrock by Invoke", async () => {
    expect((await ask("invoke")).json).toMatchObject({ anthropic_beta: KNOWN });
  });

  it("on Vertex AI, by the same header", async () => {
    const { json, headers } = await ask("vertex");
    expect(headers["anthropic-beta"]).toBe(KNOWN.join(","));
    expect(json).not.toHaveProperty("anthropic_beta");
  });

  it("and no model of another maker", async () => {
    expect((await ask("nova")).json).not.toHaveProperty("additionalModelRequestFields");
  });
});
