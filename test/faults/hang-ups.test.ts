import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { configFor, deployment, MASTER_KEY } from "../support/providers.ts";
import { rawCall } from "../support/raw-client.ts";
import { eventsOf, STREAMS, type Route } from "../support/routes.ts";
import { awaitSpend, spendLog } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest } from "../support/upstream.ts";
import { answers, wire } from "../support/wire.ts";

const COUNT = 60;
/** Every fourth client stays to the end. */
const stays = (index: number): boolean => index % 4 === 3;
/** Spread over the whole life of a stream: from before the provider's headers to its last events. */
const leavesAfterMs = (index: number): number => 10 + ((index * 37) % COUNT) * 11;

const stage = useStage((upstream) => {
  for (const provider of ["openai", "anthropic"]) {
    upstream.play(
      provider,
      wire(`${provider}/chat.sse`, { headersDelay: 120, delay: provider === "openai" ? 30 : 45 }),
    );
  }
  upstream.play("slow", wire("openai/chat.json", { headersDelay: 600 }));
  return configFor(upstream, {
    models: [deployment(upstream, "openai", "slow", { api_base: `${upstream.base("slow")}/v1` })],
  });
});

const start = (route: Route, user: string, model: string = route.provider): ReturnType<typeof rawCall> =>
  rawCall(stage.gateway.url, {
    path: route.client === "openai" ? "/v1/chat/completions" : "/v1/messages",
    headers: { authorization: `Bearer ${MASTER_KEY}` },
    body: {
      model,
      stream: route.stream,
      max_tokens: 100,
      messages: [{ role: "user", content: "How is the harbour?" }],
      ...(route.client === "openai" ? { user } : { metadata: { user_id: user } }),
      ...(route.asksUsage === true && { stream_options: { include_usage: true } }),
    },
  });

/** The text that had reached the client. */
function textOf(sse: string): string {
  // The last event may be half there.
  const whole = sse.slice(0, sse.lastIndexOf("\n\n") + 2);
  const chunks = eventsOf(whole).map((data): unknown => (data === "[DONE]" ? {} : JSON.parse(data)));
  return chunks
    .map((chunk) => textAt(chunk, "choices", 0, "delta", "content") + textAt(chunk, "delta", "text"))
    .join("");
}

/** Who asked, in the words of either provider's dialect. */
const userOf = ({ json }: RecordedRequest): string => textAt(json, "user") || textAt(json, "metadata", "user_id");

const outcomeOf = (row: unknown): string => textAt(row, "metadata", "outcome");

describe.each(["close", "reset"] as const)("clients that leave by %s", (leave) => {
  it(`leave one event for each of ${COUNT} streams, with the tokens that were seen`, async () => {
    const prefix = `by-${leave}-`;
    const seen = await Promise.all(
      Array.from({ length: COUNT }, async (_none, index) => {
        const route = STREAMS[index % STREAMS.length] ?? fail("There are no routes.");
        const call = start(route, prefix + index);
        if (!stays(index)) {
          await call.sent;
          await sleep(leavesAfterMs(index));
          call[leave]();
        }
        await call.over;
        return { route, text: textOf(call.text()) };
      }),
    );
    const own = (row: unknown): boolean => textAt(row, "end_user").startsWith(prefix);
    await awaitSpend(stage.gateway, COUNT, own);
    await sleep(500);
    const events = (await spendLog(stage.gateway)).filter(own);
    const users = events.map((row) => textAt(row, "end_user"));
    expect(new Set(users).size).toBe(users.length);
    // What a reset overtakes was never asked.
    const asked = ["openai", "anthropic"]
      .flatMap((id) => stage.upstream.requests(id).map(userOf))
      .filter((user) => user.startsWith(prefix));
    const all = seen.map((_stream, index) => prefix + index);
    expect(asked.length).toBeGreaterThan(COUNT - 6);
    expect(users).toEqual(expect.arrayContaining(leave === "close" ? all : asked));

    let abandoned = 0;
    for (const row of events) {
      const index = Number(textAt(row, "end_user").slice(prefix.length));
      const { text = "", route } = seen[index] ?? {};
      const full = route?.provider === "openai" ? { input: 21, output: 13 } : { input: 18, output: 12 };
      const tokens = Number(at(row, "completion_tokens"));
      const left = outcomeOf(row) === "abandoned";
      if (left) abandoned += 1;
      expect(outcomeOf(row)).toMatch(stays(index) ? /^served$/ : /^(abandoned|served)$/);
      expect(tokens).toBeGreaterThanOrEqual(left ? Math.floor(text.length / 4) : full.output);
      expect(tokens).toBeLessThanOrEqual(full.output);
      expect(at(row, "prompt_tokens")).toBeGreaterThan(0);
    }
    expect(abandoned).toBeGreaterThan(30);
  });

  it("leave no provider talking", async () => {
    const closed = ["openai", "anthropic"].flatMap((id) =>
      stage.upstream.requests(id).map((request) => request.closed),
    );
    await expect(Promise.race([Promise.all(closed).then(() => "closed"), sleep(5_000, "open")])).resolves.toBe(
      "closed",
    );
  });

  it("pay for a whole answer that they did not wait for", async () => {
    const route = { name: "", client: "openai", provider: "openai", stream: false } as const;
    const users = Array.from({ length: 10 }, (_none, index) => `whole-${leave}-${index}`);
    await Promise.all(
      users.map(async (user, index) => {
        const call = start(route, user, "slow");
        await sleep(30 + index * 40);
        call[leave]();
      }),
    );
    const events = await awaitSpend(stage.gateway, users.length, (row) => users.includes(textAt(row, "end_user")));
    expect(events).toHaveLength(users.length);
    for (const row of events) {
      expect(row).toMatchObject({ prompt_tokens: 21, completion_tokens: 13 });
      // A socket that was closed politely looks like one whose owner waits, until something is written to it.
      expect(outcomeOf(row)).toMatch(leave === "reset" ? /^abandoned$/ : /^(abandoned|served)$/);
    }
  });
});

describe("afterwards", () => {
  it.each(STREAMS)("the gateway serves as before, $name", async (route) => {
    stage.upstream.play(route.provider, answers(`${route.provider}/chat`));
    const call = start(route, "afterwards");
    expect(await call.over).toEqual({ clean: true });
    expect(textOf(call.text())).toMatch(/\.$/);
  });
});

function fail(message: string): never {
  throw new Error(message);
}
