import { describe, expect, it } from "vitest";
import { adapters } from "../../../src/adapters/index.ts";
import { listParams } from "../../../src/live/models/list-params.ts";
import { deploymentOf } from "../../support/deployments.ts";

const paramsOf = (provider: string, model: string): readonly string[] | null => {
  const adapter = adapters.get(provider);
  if (adapter === undefined) throw new Error(`There is no provider ${provider}.`);
  return listParams(adapter, deploymentOf({ provider, model, maxOutputTokens: 4_096 }));
};

describe("the fields of a chat that reach a model", () => {
  it("are all of them where the provider speaks as the client does", () => {
    expect(paramsOf("openai", "gpt-4o")).toEqual(
      expect.arrayContaining(["max_tokens", "temperature", "tools", "seed", "n", "logit_bias", "logprobs", "stream"]),
    );
  });

  it("are those that its dialect has a word for", () => {
    const params = paramsOf("anthropic", "claude-sonnet-4-5");
    expect(params).toEqual(expect.arrayContaining(["max_tokens", "temperature", "tools", "tool_choice", "stop"]));
    for (const name of ["seed", "n", "logit_bias", "frequency_penalty"]) expect(params).not.toContain(name);
  });

  it("are told of every provider that chats, without a failure", () => {
    const chatting = [...adapters].filter(([, each]) => each.serves.chat !== undefined && !("servesModel" in each));
    const without = chatting.filter(([id]) => paramsOf(id, "any-model")?.includes("stream") !== true);
    expect(chatting.length).toBeGreaterThan(20);
    expect(without.map(([id]) => id)).toEqual([]);
  });

  it("are both names of the cap, or none", () => {
    expect(paramsOf("openai", "gpt-4o")).toContain("max_completion_tokens");
    expect(paramsOf("nlp_cloud", "any-model")).toEqual(["stream", "user"]);
  });

  it("are not asked for where there is no chat", () => {
    expect(paramsOf("voyage", "voyage-3")).toBeNull();
  });
});
