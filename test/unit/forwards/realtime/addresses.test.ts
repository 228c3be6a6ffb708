import { expect, it } from "vitest";
import { adapters } from "../../../../src/adapters/index.ts";
import type { UpstreamTools } from "../../../../src/adapters/upstream-tools.ts";
import type { Deployment } from "../../../../src/core/deployment.ts";
import { dialProvider } from "../../../../src/forwards/realtime/dial-provider.ts";
import { readHandshake } from "../../../../src/forwards/realtime/read-handshake.ts";
import { deploymentOf } from "../../../support/deployments.ts";

interface Asked {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the provider is asked, which turns it down. */
async function dial(changes: Partial<Deployment>, query = ""): Promise<{ asked: Asked[]; error: unknown }> {
  const asked: Asked[] = [];
  const tools: UpstreamTools = {
    fetch: (url, init) => {
      asked.push({ url: new Request(url).url, headers: Object.fromEntries(new Headers(init?.headers)) });
      const refusal = Response.json({ error: { message: "Closed today." } }, { status: 503 });
      // As in a worker.
      return Promise.resolve(Object.assign(refusal, { webSocket: null }));
    },
    now: Date.now,
    tokens: { find: () => undefined, keep: () => undefined },
  };
  const deployment = deploymentOf({ model: "gpt-realtime", ...changes });
  const adapter = adapters.get(deployment.provider);
  if (adapter === undefined) throw new Error(`no adapter ${deployment.provider}`);
  const handshake = readHandshake(new Request(`https://gateway.test/v1/realtime?model=voice${query}`));
  const error: unknown = await dialProvider(handshake, deployment, adapter, tools).catch((cause: unknown) => cause);
  return { asked, error };
}

const resource = { provider: "azure", baseUrl: "https://mine.openai.azure.com", model: "my voice" } as const;

it.each([
  [{ provider: "openai" }, "https://api.openai.com/v1/realtime?model=gpt-realtime"],
  [{ provider: "xai", model: "grok-voice" }, "https://api.x.ai/v1/realtime?model=grok-voice"],
  [
    { provider: "custom_openai", baseUrl: "http://127.0.0.1:1/v1" },
    "http://127.0.0.1:1/v1/realtime?model=gpt-realtime",
  ],
  [resource, "https://mine.openai.azure.com/openai/v1/realtime?model=my+voice"],
  [
    { ...resource, baseUrl: `${resource.baseUrl}/openai/v1/` },
    "https://mine.openai.azure.com/openai/v1/realtime?model=my+voice",
  ],
  [{ ...resource, apiVersion: "2024-10-21" }, "https://mine.openai.azure.com/openai/v1/realtime?model=my+voice"],
  [
    { ...resource, apiVersion: "2025-04-01-preview" },
    "https://mine.openai.azure.com/openai/realtime?api-version=2025-04-01-preview&deployment=my%20voice",
  ],
])("a session with %j is opened at %s", async (changes, url) => {
  const { asked, error } = await dial(changes);
  expect(asked.map((each) => each.url)).toEqual([url]);
  expect(asked[0]?.headers).toMatchObject({ upgrade: "websocket" });
  expect(error).toMatchObject({ fault: { kind: "overloaded", status: 503 } });
});

it.each([
  // Sessions that only transcribe may not name a model in their address there.
  [{ provider: "openai" }, "https://api.openai.com/v1/realtime?intent=transcription"],
  [resource, "https://mine.openai.azure.com/openai/v1/realtime?intent=transcription"],
  [
    { provider: "custom_openai", baseUrl: "http://127.0.0.1:1/v1" },
    "http://127.0.0.1:1/v1/realtime?model=gpt-realtime&intent=transcription",
  ],
])("a session with %j that only transcribes is opened at %s", async (changes, url) => {
  const { asked } = await dial(changes, "&intent=transcription");
  expect(asked[0]?.url).toBe(url);
});

it.each([
  [{ provider: "anthropic" }, "unsupported_operation"],
  [{ mockResponse: "Hello" }, "unsupported_operation"],
  [{ credential: undefined }, "credential_missing"],
] as const)("nobody is asked for %j", async (changes, code) => {
  const { asked, error } = await dial(changes);
  expect(asked).toEqual([]);
  expect(error).toMatchObject({ code });
});
