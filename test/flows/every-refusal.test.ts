import { describe, expect, it } from "vitest";
import { type Api, type Bad, BYTES_MAX, MODEL } from "../support/bad-requests/bad.ts";
import { forwardCases } from "../support/bad-requests/forwards.ts";
import { inferenceCases } from "../support/bad-requests/inference.ts";
import { conversationCases, responseCases } from "../support/bad-requests/kept.ts";
import { otherCases } from "../support/bad-requests/others.ts";
import { resourceCases } from "../support/bad-requests/resources.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, deployment, PROVIDERS } from "../support/providers.ts";
import { rawCall } from "../support/raw-client.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";

/** One model, whose provider nothing of all this may reach. */
const stage = useStage((upstream) => {
  upstream.play("openai", { body: "{}" });
  return configFor(upstream, {
    models: [deployment(upstream, "openai", MODEL)],
    general: {
      max_request_size_mb: BYTES_MAX / 1024 / 1024,
      // All of these come from one address.
      door_guard: { failed_auth_per_minute: 1_000_000 },
    },
  });
});

/** How an API tells of an error. */
const SHAPES = {
  openai: (status: number) => ({
    error: {
      message: expect.any(String),
      type: expect.any(String),
      param: expect.toSatisfy((param: unknown) => param === null || typeof param === "string"),
      code: String(status),
    },
  }),
  anthropic: () => ({
    type: "error",
    error: { type: expect.stringMatching(/^[a-z_]+$/), message: expect.any(String) },
  }),
  google: (status: number) => ({
    error: { code: status, message: expect.any(String), status: expect.stringMatching(/^[A-Z_]+$/) },
  }),
  cohere: () => expect.objectContaining({ message: expect.any(String) }),
} as const satisfies Record<Api, (status: number) => unknown>;

/** Sends it, and gives back what was answered. */
async function send({ request, hasKey }: Bad, key: string) {
  const call = rawCall(stage.gateway.url, {
    ...request,
    headers: { ...(hasKey && { authorization: `Bearer ${key}` }), ...request.headers },
  });
  await call.over;
  const { status } = await call.head;
  return { status, text: call.text() };
}

const GROUPS: readonly (readonly [where: string, cases: readonly Bad[]])[] = [
  ["at every endpoint for inference", inferenceCases],
  ["at every endpoint that passes on what it is handed", forwardCases],
  ["at every path of what providers keep", resourceCases],
  ["at every path of answers and conversations", [...responseCases, ...conversationCases]],
  ["at what is passed through, and where sessions begin", otherCases],
];
const AT_ONCE = 20;

describe("what is wrong is refused in the words of its API, and nobody is asked", () => {
  it.each(GROUPS)("%s", async (_, cases) => {
    const key = await makeKey(stage.gateway);
    for (let start = 0; start < cases.length; start += AT_ONCE)
      await Promise.all(
        cases.slice(start, start + AT_ONCE).map(async (bad) => {
          const { status, text } = await send(bad, key);
          expect([bad.name, status, text]).toEqual([bad.name, bad.status, text]);
          expect([bad.name, JSON.parse(text)]).toEqual([bad.name, SHAPES[bad.api](status)]);
        }),
      );
    for (const { id } of PROVIDERS) expect(stage.upstream.requests(id)).toEqual([]);
    const count = cases.filter(({ leavesEvent }) => leavesEvent).length;
    const events = await spendOfKey(stage.gateway, key, count);
    expect(events).toHaveLength(count);
    for (const event of events)
      expect(event).toMatchObject({ spend: 0, metadata: { outcome: "refused", attempts: 0 } });
  });
});
