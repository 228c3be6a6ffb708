import { describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { inParallel } from "../support/in-parallel.ts";
import { makeKey } from "../support/keys.ts";
import { STREAMS, take, WHOLES } from "../support/routes.ts";
import { spendLog, spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest, Scene } from "../support/upstream.ts";
import { asksForStream, wire, wireText } from "../support/wire.ts";

const stage = useStage();

const COUNT = 270;
const KEYS = 9;
const routes = [...STREAMS, ...WHOLES];

/** An answer that says the provider's own request number. */
function numbered(provider: "openai" | "anthropic", word: string): (request: RecordedRequest) => Scene {
  let number = 0;
  return (request) => {
    number += 1;
    const name = `${provider}/chat.${asksForStream(request) ? "sse" : "json"}`;
    return { ...wire(name, { split: "bytes:301" }), body: wireText(name).replace(word, `${provider}-${number}-`) };
  };
}

describe("many requests at once", () => {
  it("each get their own answer, on their own key's account", async () => {
    stage.upstream.play("openai", numbered("openai", "The"));
    stage.upstream.play("anthropic", numbered("anthropic", "The pilot"));
    const keys = await Promise.all(Array.from({ length: KEYS }, () => makeKey(stage.gateway)));
    const taken = await inParallel(Array.from({ length: COUNT }), 40, async (_none, index) => {
      const route = routes[index % routes.length];
      if (route === undefined) throw new Error("There are no routes.");
      const { text, error, heard } = await take(route, stage.gateway, keys[index % KEYS] ?? "", route.provider);
      return { provider: route.provider, text, error, id: heard.headers.get("x-litellm-call-id") ?? "" };
    });

    expect(taken.filter(({ error }) => error !== undefined)).toEqual([]);
    // No answer was given twice, and none of another provider's.
    for (const { provider, text } of taken) expect(text).toMatch(new RegExp(`^${provider}-\\d+-`));
    expect(new Set(taken.map(({ text }) => text)).size).toBe(COUNT);

    await spendOfCall(stage.gateway, taken.at(-1)?.id ?? "");
    await expect.poll(async () => (await spendLog(stage.gateway)).length).toBe(COUNT);
    const rows = await spendLog(stage.gateway);
    const byKey = Map.groupBy(rows, (row) => textAt(row, "api_key"));
    expect([...byKey.values()].map((own) => own.length)).toEqual(Array(KEYS).fill(COUNT / KEYS));
    for (const row of rows) expect(at(row, "status")).toBe("success");
  });
});
