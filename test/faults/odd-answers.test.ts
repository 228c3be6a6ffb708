import { describe, expect, it } from "vitest";
import { textAt } from "../support/at.ts";
import { inParallel } from "../support/in-parallel.ts";
import { mutations } from "../support/mutate.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { STREAMS, WHOLES, type Route } from "../support/routes.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest, Scene } from "../support/upstream.ts";
import { wireText } from "../support/wire.ts";

const stage = useStage();

const FIXTURES = { openai: "openai/parallel-tools", anthropic: "anthropic/thinking-tool" } as const;

/** A stream's events, of which the data of one at a time is wrong. */
function* oddStreams(provider: Route["provider"]): Generator<{ name: string; body: string }> {
  const events = wireText(`${FIXTURES[provider]}.sse`).split(/(?<=\n\n)/);
  const kinds = new Set<string>();
  for (const [index, event] of events.entries()) {
    const data = /^data: (\{.*\})$/m.exec(event)?.[1];
    if (data === undefined) continue;
    const parsed: unknown = JSON.parse(data);
    // One of each kind: the others differ in their text only.
    const kind = shapeOf(parsed);
    if (kinds.has(kind)) continue;
    kinds.add(kind);
    for (const { name, value } of mutations(parsed)) {
      yield {
        name: `event ${index}: ${name}`,
        body: events
          .with(
            index,
            event.replace(data, () => JSON.stringify(value)),
          )
          .join(""),
      };
    }
  }
}

const shapeOf = (value: unknown): string =>
  JSON.stringify(value, (name, part: unknown) => (name === "type" || typeof part === "object" ? part : typeof part));

const oddWholes = (provider: Route["provider"]): { name: string; body: string }[] =>
  [...mutations(JSON.parse(wireText(`${FIXTURES[provider]}.json`)))].map(({ name, value }) => ({
    name,
    body: JSON.stringify(value),
  }));

describe.each([...STREAMS, ...WHOLES])("an answer with one part of it wrong, $name", (route) => {
  it("is passed on or told as the provider's fault, never as the gateway's own", async () => {
    const { client, provider, stream, asksUsage } = route;
    const odd = stream ? [...oddStreams(provider)] : oddWholes(provider);
    const type = stream ? "text/event-stream" : "application/json";
    stage.upstream.play(provider, ({ json }: RecordedRequest): Scene => {
      const index = Number(textAt(json, "messages", 0, "content").slice(1));
      return { body: odd[index]?.body ?? "", headers: { "content-type": type }, split: "whole" };
    });
    const complaints = await inParallel(odd, 8, async ({ name }, index) => {
      const response = await fetch(
        `${stage.gateway.url}${client === "openai" ? "/v1/chat/completions" : "/v1/messages"}`,
        {
          method: "POST",
          headers: { authorization: `Bearer ${MASTER_KEY}` },
          body: JSON.stringify({
            model: provider,
            max_tokens: 100,
            stream,
            messages: [{ role: "user", content: `#${index}` }],
            ...(asksUsage === true && { stream_options: { include_usage: true } }),
          }),
        },
      );
      const text = await response.text();
      const told = response.status === 200 || text.includes(`${provider}: `);
      // The connection never broke here: that would be an exception that passes for it.
      const fine = told && !/gateway failed|connection to the provider broke/.test(text);
      return fine ? [] : [`${name}: ${response.status} ${text.slice(-300)}`];
    });
    expect(odd.length).toBeGreaterThan(300);
    expect(complaints.flat()).toEqual([]);
  });
});
