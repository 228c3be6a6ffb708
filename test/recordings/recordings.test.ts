import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../support/at.ts";
import { anthropicClient, chat, openaiClient, sendMessage } from "../support/clients.ts";
import { createListener, type Heard } from "../support/listen.ts";
import { configFor, MASTER_KEY } from "../support/providers.ts";
import {
  readAnthropicUsage,
  readOpenaiUsage,
  readRecordings,
  readSaid,
  type Recording,
  type Said,
  type Tokens,
} from "../support/recordings.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { wire } from "../support/wire.ts";

const folder = process.env["RECORDINGS"] ?? "";
const recordings = folder === "" ? [] : readRecordings(folder);

/** Providers that are served under their own name; all others by their address alone. */
const OWN = new Map([
  ["openai", "openai"],
  ["azure", "azure"],
  ["anthropic", "anthropic"],
  ["groq", "groq"],
  ["deepseek", "deepseek"],
  ["mistral", "mistral"],
  ["openrouter", "openrouter"],
  ["together", "together_ai"],
]);
const adapterOf = ({ provider }: Recording): string => OWN.get(provider) ?? "custom_openai";
/** A stream of these is broken when its mark is missing. */
const marksEnd = (recording: Recording): boolean => adapterOf(recording) !== "custom_openai";

const nameOf = (index: number): string => `recording-${index}`;

const stage = useStage((upstream) => {
  const models = recordings.map((recording, index) => {
    const name = nameOf(index);
    upstream.play(name, { split: recording.stream ? "bytes:997" : "whole", ...recording.scene });
    return {
      model_name: name,
      litellm_params: {
        model: `${adapterOf(recording)}/some-model`,
        api_base: upstream.base(name),
        api_key: "none",
        drop_params: true,
      },
    };
  });
  upstream.play("to-anthropic", wire("anthropic/chat.json"));
  upstream.play("to-openai", wire("openai/chat.json"));
  const targets = [
    {
      model_name: "to-anthropic",
      litellm_params: {
        model: "anthropic/claude-sonnet-4-5",
        api_base: upstream.base("to-anthropic"),
        api_key: "none",
        drop_params: true,
      },
    },
    {
      model_name: "to-openai",
      litellm_params: {
        model: "openai/gpt-4o",
        api_base: upstream.base("to-openai"),
        api_key: "none",
        drop_params: true,
      },
    },
  ];
  return configFor(upstream, { models: [...models, ...targets] });
});

interface Got {
  readonly text: string;
  readonly tools: readonly string[];
  readonly usage: Tokens | undefined;
  readonly error: unknown;
  readonly heard: Heard;
}

const question: object = { messages: [{ role: "user", content: "Hi" }] };

/** The recorded request where it is of the client's dialect. The clients decide about streams themselves. */
function requestOf(
  { dialect, request }: Recording,
  client: Recording["dialect"],
  model: string,
): Record<string, unknown> {
  const {
    stream: _stream,
    stream_options: _options,
    ...fields
  } = { ...question, ...(dialect === client && request) } as Record<string, unknown>;
  return { ...fields, model };
}

async function askOpenai(recording: Recording, model: string, stream: boolean): Promise<Got> {
  const listener = createListener();
  const client = openaiClient(stage.gateway, MASTER_KEY, { fetch: listener.fetch, logLevel: "off" });
  const request = requestOf(recording, "openai", model) as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming;
  try {
    const { text, refusal, toolCalls, usage } = await chat(client, request, stream);
    const tools = toolCalls.map(({ name }) => name);
    return { text: text + refusal, tools, usage: readOpenaiUsage(usage), error: undefined, heard: listener.last() };
  } catch (error) {
    return { text: "", tools: [], usage: undefined, error, heard: listener.last() };
  }
}

async function askAnthropic(recording: Recording, model: string, stream: boolean): Promise<Got> {
  const listener = createListener();
  const client = anthropicClient(stage.gateway, MASTER_KEY, { fetch: listener.fetch, logLevel: "off" });
  const request = { max_tokens: 100, ...requestOf(recording, "anthropic", model) };
  try {
    const { content, usage } = await sendMessage(
      client,
      request as unknown as Anthropic.MessageCreateParamsNonStreaming,
      stream,
    );
    return {
      text: content.map((block) => textAt(block, "text")).join(""),
      tools: content.filter(({ type }) => type === "tool_use").map((block) => textAt(block, "name")),
      usage: readAnthropicUsage(usage),
      error: undefined,
      heard: listener.last(),
    };
  } catch (error) {
    return { text: "", tools: [], usage: undefined, error, heard: listener.last() };
  }
}

const clients = [
  { client: "the OpenAI SDK", ask: askOpenai },
  { client: "the Anthropic SDK", ask: askAnthropic },
];
const chats = recordings.flatMap((recording, index) =>
  recording.dialect === "embeddings"
    ? []
    : clients.map((client) => ({ ...client, id: recording.id, recording, model: nameOf(index) })),
);
const embeddings = recordings.flatMap((recording, index) =>
  recording.dialect === "embeddings" ? [{ ...recording, model: nameOf(index) }] : [],
);
const requests = recordings.flatMap(({ id, dialect, request }) =>
  request === undefined || dialect === "embeddings" ? [] : [{ id, dialect, request }],
);
const isGood = (recording: Recording): boolean => {
  const { failed, finished, marked } = readSaid(recording);
  return !failed && (marked || (finished && !marksEnd(recording)));
};

/** Where a provider counts some tokens apart, the gateway counts them to the one or the other side. */
function expectTokens(got: Tokens | undefined, said: Tokens | undefined): void {
  expect(got?.total).toBe(said === undefined ? got?.total : said.total);
  expect(got?.input ?? 0).toBeGreaterThanOrEqual(said?.input ?? 0);
  expect(got?.output ?? 0).toBeGreaterThanOrEqual(said?.output ?? 0);
}

function expectAnswer(got: Got, { text, refusal, tools, usage }: Said): void {
  expect(got.text).toBe(text + refusal);
  expect(got.tools).toEqual(tools);
  expectTokens(got.usage, usage);
}

function expectFailure({ error, heard }: Got, { status, body }: Recording): void {
  expect(error).toBeInstanceOf(Error);
  // A failure that is told with status 200 may be noticed before anything was sent.
  const seen = Math.floor(heard.status / 100);
  expect(status === 200 ? [2, 4, 5] : [Math.floor(status / 100)]).toContain(seen);
  expect(String(error)).toContain(/"message": ?"([^"\\]{5,30})/.exec(body)?.[1] ?? "");
}

describe("recorded exchanges with providers (RECORDINGS=folder npm run test:recordings, see CONTRIBUTING.md)", () => {
  it.skipIf(folder === "")("are at hand", () => {
    expect(chats.length).toBeGreaterThan(0);
  });
});

describe.runIf(chats.length > 0)("a recorded answer", { concurrent: true }, () => {
  it.each(chats)("$id is read by $client", async ({ ask, recording, model }) => {
    const said = readSaid(recording);
    const got = await ask(recording, model, recording.stream);
    const good = isGood(recording);
    expect(got.error === undefined).toBe(good);
    if (good) expectAnswer(got, said);
    else expectFailure(got, recording);
    expect(await got.heard.body).not.toContain("The gateway failed");
    const [event] = await spendOfCall(stage.gateway, got.heard.headers.get("x-litellm-call-id") ?? "");
    expect(textAt(event, "metadata", "outcome")).toBe(good ? "served" : "failed");
    const [input, output, total] = ["prompt_tokens", "completion_tokens", "total_tokens"].map((name) =>
      Number(at(event, name)),
    );
    expectTokens({ input: input ?? 0, output: output ?? 0, total: total ?? 0 }, good ? said.spent : undefined);
  });

  it.each(chats.filter(({ recording }) => !recording.stream && isGood(recording)))(
    "$id says the same as a stream to $client",
    async ({ ask, recording, model }) => {
      const got = await ask(recording, model, true);
      expect(got.error).toBeUndefined();
      expectAnswer(got, readSaid(recording));
    },
  );
});

describe.runIf(embeddings.length > 0)("recorded embeddings", { concurrent: true }, () => {
  it.each(embeddings)("$id", async ({ model, status, body }) => {
    const response = await fetch(`${stage.gateway.url}/v1/embeddings`, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      body: JSON.stringify({ model, input: "Hi" }),
    });
    const answer: unknown = await response.json();
    const recorded = status === 200 ? listAt(JSON.parse(body), "data") : [];
    // Some are of another dialect, which is a failure like any other that is told with status 200.
    const good = recorded.length > 0;
    expect(Math.floor(response.status / 100)).toBe(good ? 2 : status === 200 ? 5 : Math.floor(status / 100));
    expect(listAt(answer, "data")).toEqual(recorded);
    expect(textAt(answer, "error", "message") === "").toBe(good);
  });
});

describe.runIf(requests.length > 0)("a recorded request", { concurrent: true }, () => {
  it.each(requests)("$id is translated, or refused with a reason", async ({ dialect, request }) => {
    const [path, model] =
      dialect === "openai" ? ["/v1/chat/completions", "to-anthropic"] : ["/v1/messages", "to-openai"];
    const response = await fetch(stage.gateway.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      body: JSON.stringify({ max_tokens: 100, ...request, model, stream: false }),
    });
    const reason = textAt(await response.json(), "error", "message");
    expect([200, 400]).toContain(response.status);
    expect(reason.length > 10).toBe(response.status === 400);
  });
});
