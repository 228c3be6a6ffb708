import { describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { STREAMS, take, WHOLES } from "../support/routes.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { wire, wireText } from "../support/wire.ts";
import { proveBill } from "../bill/prove-bill.ts";
import { estimatesOf } from "../bill/spread.ts";

const stage = useStage();

describe("what a provider told before its connection broke", () => {
  it.each(STREAMS)("is charged as it was told, though no end followed: $name", async (route) => {
    const told = route.provider === "openai" ? { input: 21, output: 13 } : { input: 18, output: 12 };
    const sse = wireText(`${route.provider}/chat.sse`);
    // Up to the event that marks the end. A longer text than its tokens would let one expect.
    const endsAt = sse.search(/data: \[DONE\]|event: message_stop/);
    const body = sse.slice(0, endsAt).replace(/(?<="(?:content|text)":" )(?:harbour|boards)/, "x".repeat(400));
    stage.upstream.play(route.provider, { ...wire(`${route.provider}/chat.sse`), body });
    const { error, heard } = await take(route, stage.gateway, MASTER_KEY, route.provider);
    expect(error).toBeDefined();
    const [event] = await spendOfCall(stage.gateway, heard.headers.get("x-litellm-call-id") ?? "");
    expect(event).toMatchObject({ prompt_tokens: told.input, completion_tokens: told.output, status: "failure" });
    expect(at(event, "metadata", "usage_object", "estimated")).toBeUndefined();
  });
});

describe("an answer that breaks off inside", () => {
  it.each(WHOLES)("is charged at least what was asked: $name", async (route) => {
    stage.upstream.play(route.provider, wire(`${route.provider}/chat.json`, { cut: { afterBytes: 200, by: "reset" } }));
    const { heard } = await take(route, stage.gateway, MASTER_KEY, route.provider);
    expect(heard.status).toBe(502);
    const [event] = await spendOfCall(stage.gateway, heard.headers.get("x-litellm-call-id") ?? "");
    expect(event).toMatchObject({ status: "failure", metadata: { outcome: "failed" } });
    expect(at(event, "prompt_tokens")).toBeGreaterThan(0);
    expect(at(event, "spend")).toBeGreaterThan(0);
  });
});

describe("the ledger", () => {
  it("is the provider's own bill, with three faults in ten requests", async () => {
    const { tallies, violations } = await proveBill({ requests: 300, faults: 0.3, seed: 1 });
    expect(violations).toEqual([]);
    expect(tallies.get("is served")?.exact).toBeGreaterThan(150);
    expect(estimatesOf(tallies, "all").length).toBeGreaterThan(10);
  });
});
