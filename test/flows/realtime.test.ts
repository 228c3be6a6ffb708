import { randomUUID } from "node:crypto";
import OpenAI from "openai";
import { OpenAIRealtimeWebSocket } from "openai/realtime/websocket";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { at, textAt } from "../support/at.ts";
import { startGateway, type RunningGateway } from "../support/gateway.ts";
import { makeKey, manage } from "../support/keys.ts";
import { MASTER_KEY, secretOf, variables } from "../support/providers.ts";
import { openRealtime, RealtimeClient } from "../support/realtime-client.ts";
import { playTurn, type RealtimeUpstream, startRealtimeUpstream, wishOf } from "../support/realtime-upstream.ts";
import { secretsIn } from "../support/secrets.ts";
import { awaitSpend, spendOfKey } from "../support/spend.ts";

/** As OpenAI tells it: half of the input is sound, most of which was heard before. */
const USAGE = {
  total_tokens: 1_400,
  input_tokens: 1_000,
  output_tokens: 400,
  input_token_details: {
    text_tokens: 400,
    audio_tokens: 600,
    cached_tokens: 700,
    cached_tokens_details: { text_tokens: 200, audio_tokens: 500 },
  },
  output_token_details: { text_tokens: 100, audio_tokens: 300 },
};
/** 200 text at 4 $, 100 sound at 32 $, 700 cached at 0.4 $; 100 text at 16 $ and 300 sound at 64 $ per million. */
const COST = (200 * 4 + 100 * 32 + 700 * 0.4 + 100 * 16 + 300 * 64) / 1_000_000;

let upstream: RealtimeUpstream;
let gateway: RunningGateway;

beforeAll(async () => {
  upstream = await startRealtimeUpstream((event, session) => {
    switch (wishOf(event)) {
      case "turn":
        return playTurn(session, `resp_${randomUUID()}`, USAGE);
      case "cut":
        session.send({ type: "response.created", response: { id: "resp_cut" } });
        session.send({ type: "response.output_text.delta", response_id: "resp_cut", delta: "x".repeat(390) });
        return session.cut();
      case "heard":
        session.send({
          type: "session.updated",
          session: { audio: { input: { transcription: { model: "whisper-1" } } } },
        });
        return session.send({
          type: "conversation.item.input_audio_transcription.completed",
          transcript: "Good morning.",
          usage: { type: "duration", seconds: 10 },
        });
      case "heard by another":
        session.send({
          type: "session.updated",
          session: { audio: { input: { transcription: { model: "gpt-4o-mini-transcribe" } } } },
        });
        return session.send({
          type: "conversation.item.input_audio_transcription.completed",
          transcript: "Good morning.",
          usage: { type: "tokens", input_tokens: 100, output_tokens: 10, input_token_details: { audio_tokens: 90 } },
        });
      case "sound":
        session.send({ type: "response.created", response: { id: "resp_sound" } });
        // A second and a half.
        session.send({
          type: "response.output_audio.delta",
          response_id: "resp_sound",
          delta: "A".repeat(96_000),
        });
        return session.send({
          type: "response.done",
          response: { id: "resp_sound", status: "completed", usage: { input_tokens: 9, output_tokens: 3 } },
        });
      case "silence":
        session.send({ type: "response.created", response: { id: "resp_open" } });
        return session.send({ type: "response.output_text.delta", response_id: "resp_open", delta: "x".repeat(390) });
    }
  });
  const voice = (model: string, params: object = {}): object => ({
    model_name: model,
    litellm_params: {
      model: "openai/gpt-realtime",
      api_base: upstream.base,
      api_key: "os.environ/TEST_OPENAI_KEY",
      ...params,
    },
    model_info: { id: `deployment-${model}` },
  });
  const config = {
    model_list: [
      voice("voice"),
      voice("whisper-1", { model: "openai/whisper-1" }),
      voice("spare", { api_base: "http://127.0.0.1:9" }),
      voice("ears", { model: "openai/gpt-4o-transcribe" }),
      voice("grok", { model: "xai/grok-voice-think-fast-1.0" }),
      voice("on-azure", {
        model: "azure/quay-voice",
        api_base: upstream.base.replace("/v1", ""),
        api_key: "os.environ/TEST_AZURE_KEY",
      }),
    ],
    general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY", limits_deadline: 5 },
    router_settings: { num_retries: 0, fallbacks: [{ spare: ["voice"] }] },
  };
  gateway = await startGateway({ config, env: variables });
});

afterAll(async () => {
  await gateway?.stop();
  await upstream?.close();
  const told = secretsIn(gateway?.logs() ?? "");
  if (told.length > 0) throw new Error(`The log has ${told.length} secrets in it.`);
});

const openClient = (key: string, path?: string): Promise<RealtimeClient> => openRealtime(gateway, key, path);

const turnsOf = async (key: string, count: number): Promise<readonly unknown[]> =>
  (
    await awaitSpend(gateway, count, (row) => /\/turn-\d+$/.test(textAt(row, "request_id")), `?api_key=${key}`)
  ).toSorted((a, b) => (textAt(a, "request_id") < textAt(b, "request_id") ? -1 : 1));

describe("a realtime session", () => {
  it("is served to OpenAI's own client, and each turn leaves one event with its usage and cost", async () => {
    const key = await makeKey(gateway);
    // The SDK insists on TLS, which nobody offers on 127.0.0.1.
    class PlainWebSocket extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(String(url).replace("wss:", "ws:"), protocols);
      }
    }
    vi.stubGlobal("WebSocket", PlainWebSocket);
    try {
      const openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key });
      const session = new OpenAIRealtimeWebSocket({ model: "voice" }, openai);
      const texts: string[] = [];
      let turns = 0;
      await new Promise<void>((resolve, reject) => {
        session.on("error", reject);
        session.on("session.created", () => session.send({ type: "response.create" }));
        session.on("response.output_text.delta", ({ delta }) => texts.push(delta));
        session.on("response.done", () => {
          turns += 1;
          if (turns === 2) resolve();
          else session.send({ type: "response.create" });
        });
      });
      session.socket.close(1000);
      expect(texts).toEqual(["Good morning.", "Good morning."]);
    } finally {
      vi.unstubAllGlobals();
    }
    const rows = await turnsOf(key, 2);
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(at(row, "spend")).toBeCloseTo(COST, 12);
      expect(row).toMatchObject({ prompt_tokens: 1_000, completion_tokens: 400, model_group: "voice" });
    }
    // The session's own, without usage.
    expect(await spendOfKey(gateway, key, 3)).toHaveLength(3);
  });

  it("reaches the provider with its credential and none of the client's", async () => {
    const key = await makeKey(gateway);
    const client = await openClient(key);
    expect(client.socket.protocol).toBe("realtime");
    const { url, headers } = upstream.last();
    expect(url).toBe("/v1/realtime?model=gpt-realtime");
    expect(headers["authorization"]).toBe(`Bearer ${secretOf("openai")}`);
    expect(JSON.stringify(headers)).not.toContain(key);
    expect(headers["sec-websocket-protocol"]).toBeUndefined();
    client.socket.close();
  });

  it("reaches Azure by its own address and key, and is found at the paths of Azure's clients", async () => {
    const client = await openClient(MASTER_KEY, "/openai/realtime?deployment=on-azure&api-version=2025-04-01-preview");
    const { url, headers } = upstream.last();
    expect(url).toBe("/openai/v1/realtime?model=quay-voice");
    expect(headers["api-key"]).toBe(secretOf("azure"));
    client.socket.close();
  });

  it("passes texts and bytes on as they are, both ways", async () => {
    const client = await openClient(MASTER_KEY);
    const odd = '{ "event_id":"e1",  "type":"conversation.item.create", "item":{"a":1.0} }';
    client.socket.send(odd);
    client.socket.send(Uint8Array.of(0, 1, 255));
    const session = upstream.last();
    await vi.waitFor(() => expect(session.heard).toHaveLength(2), { timeout: 20_000 });
    expect(session.heard).toEqual([odd, Buffer.of(0, 1, 255)]);
    session.sendBytes(Uint8Array.of(9, 8));
    await vi.waitFor(() => expect(client.heard).toHaveLength(2), { timeout: 20_000 });
    expect(new Uint8Array(client.heard[1] as ArrayBuffer)).toEqual(Uint8Array.of(9, 8));
    client.socket.close();
  });

  it("goes to a fallback while it is being opened", async () => {
    const client = await openClient(MASTER_KEY, "/realtime?model=spare");
    expect(upstream.last().closedWith).toBeUndefined();
    client.socket.close();
  });

  it("is charged for what is written down of its client's speech, at that model's price", async () => {
    const key = await makeKey(gateway);
    const client = await openClient(key);
    client.send({ type: "input_audio_buffer.commit", wish: "heard" });
    await client.hear("conversation.item.input_audio_transcription.completed");
    const isHeard = (row: unknown): boolean => textAt(row, "request_id").endsWith("/heard-1");
    const [row] = await awaitSpend(gateway, 1, isHeard, `?api_key=${key}`);
    expect(row).toMatchObject({ model: expect.stringContaining("whisper-1"), status: "success" });
    // 0.006 $ a minute.
    expect(at(row, "spend")).toBeCloseTo(0.001, 12);
    client.socket.close();
  });

  it("is charged at the catalogue's price where the model that writes it down is not configured", async () => {
    const key = await makeKey(gateway);
    const client = await openClient(key);
    client.send({ type: "input_audio_buffer.commit", wish: "heard by another" });
    await client.hear("conversation.item.input_audio_transcription.completed");
    const isHeard = (row: unknown): boolean => textAt(row, "request_id").endsWith("/heard-1");
    const [row] = await awaitSpend(gateway, 1, isHeard, `?api_key=${key}`);
    expect(at(row, "spend")).toBeCloseTo((10 * 1.25 + 90 * 3 + 10 * 5) / 1e6, 12);
    client.socket.close();
  });

  it("of xAI is charged by the sound of both sides and by the text, once", async () => {
    const key = await makeKey(gateway);
    const client = await openClient(key, "/v1/realtime?model=grok");
    expect(upstream.last().url).toBe("/v1/realtime?model=grok-voice-think-fast-1.0");
    // Half a second.
    client.send({ type: "input_audio_buffer.append", audio: "A".repeat(32_000) });
    const content = [{ type: "input_text", text: "Ahoy" }];
    client.send({ type: "conversation.item.create", item: { type: "message", role: "user", content } });
    client.ask("sound");
    await client.hear("response.done");
    client.socket.close();
    const isPart = (row: unknown): boolean => textAt(row, "request_id").includes("/");
    const rows = await awaitSpend(gateway, 2, isPart, `?api_key=${key}`);
    const rowOf = (part: string): unknown => rows.find((row) => textAt(row, "request_id").endsWith(part));
    const sound = rowOf("/sound-1");
    expect(sound).toMatchObject({ status: "success", metadata: { unpriced: false, usage_object: { mediaMs: 2_000 } } });
    expect(at(sound, "spend")).toBeCloseTo((2 * 0.05) / 60 + 0.004, 8);
    expect(rowOf("/turn-1")).toMatchObject({ spend: 0, prompt_tokens: 9, metadata: { unpriced: false } });
    // The session's own, and nothing else.
    expect(await spendOfKey(gateway, key, 3)).toHaveLength(3);
  });

  it("is charged an estimate for the turn that its client left", async () => {
    const key = await makeKey(gateway);
    const client = await openClient(key);
    client.ask("silence");
    await client.hear("response.output_text.delta");
    client.socket.close();
    const [row] = await turnsOf(key, 1);
    expect(at(row, "completion_tokens")).toBe(100);
    expect(at(row, "spend")).toBeGreaterThan(0);
    await vi.waitFor(() => expect(upstream.last().closedWith).toBe(1000), { timeout: 20_000 });
  });

  it("does not end cleanly when the provider breaks off, and the turn is charged what was said", async () => {
    const key = await makeKey(gateway);
    const client = await openClient(key);
    client.ask("cut");
    expect((await client.closed).code).toBe(1011);
    const [event] = await client.hear("error");
    expect(at(event, "error", "code")).toBe("provider_stream_broken");
    const [row] = await turnsOf(key, 1);
    expect(at(row, "completion_tokens")).toBe(100);
    expect(at(row, "status")).toBe("failure");
  });

  it("ends as the provider ends it when nothing is under way", async () => {
    const client = await openClient(MASTER_KEY);
    upstream.last().close(1000);
    expect((await client.closed).code).toBe(1000);
  });
});

describe("limits of a realtime session", () => {
  it("end it with an error when the budget is used up", async () => {
    const key = await makeKey(gateway, { max_budget: COST * 3 + 0.08 });
    const client = await openClient(key);
    const done = async (count: number): Promise<void> => {
      client.ask("turn");
      await client.hear("response.done", count);
    };
    let turns = 0;
    const over = client.closed.then(() => true);
    while (
      turns < 10 &&
      !(await Promise.race([
        over,
        done(turns + 1).then(
          () => false,
          () => true,
        ),
      ]))
    )
      turns += 1;
    expect(await client.closed).toMatchObject({ code: 1008 });
    const [event] = await client.hear("error");
    expect(at(event, "error")).toMatchObject({ type: "budget_exceeded", code: "insufficient_quota" });
    expect(turns).toBeGreaterThan(0);
    const rows = await turnsOf(key, turns + 1);
    expect(rows.map((row) => at(row, "spend")).filter((spend) => Number(spend) > 0)).toHaveLength(turns);
  });

  it("open none for a key whose budget no turn fits", async () => {
    const key = await makeKey(gateway, { max_budget: 0.001 });
    expect(await handshake(key)).toMatchObject({ status: 400, body: { error: { type: "budget_exceeded" } } });
  });

  it("end it when the provider begins a turn by itself that does not fit, and the turn is charged", async () => {
    const key = await makeKey(gateway, { tpm_limit: 3_000 });
    const client = await openClient(key);
    client.send({ type: "input_audio_buffer.commit" });
    await client.hear("response.done");
    const [first] = await turnsOf(key, 1);
    expect(first).toMatchObject({ prompt_tokens: 1_000, completion_tokens: 400, status: "success" });
    client.send({ type: "input_audio_buffer.commit", wish: "silence" });
    expect((await client.closed).code).toBe(1008);
    const [event] = await client.hear("error");
    expect(at(event, "error", "code")).toBe("rate_limit_exceeded");
    const [, second] = await turnsOf(key, 2);
    expect(second).toMatchObject({ status: "failure" });
    expect(at(second, "prompt_tokens")).toBeGreaterThanOrEqual(1_400);
    expect(at(second, "spend")).toBeGreaterThan(0);
  });

  it("turn down a turn by its tokens, and the session goes on", async () => {
    const key = await makeKey(gateway, { tpm_limit: 3_000 });
    const client = await openClient(key);
    client.ask("turn");
    await client.hear("response.done");
    client.ask("turn");
    const [event] = await client.hear("error");
    expect(at(event, "error")).toMatchObject({ code: "rate_limit_exceeded", event_id: "client_turn" });
    client.send({ type: "input_audio_buffer.clear" });
    await vi.waitFor(() => expect(upstream.last().heard).toHaveLength(2), { timeout: 20_000 });
    client.socket.close();
  });

  it("hold one place among the calls at once for the whole session, its turns too", async () => {
    const key = await makeKey(gateway, { max_parallel_requests: 1 });
    const client = await openClient(key);
    client.ask("turn");
    await client.hear("response.done");
    expect((await handshake(key)).status).toBe(429);
    client.socket.close();
    await vi.waitFor(
      async () => {
        const next = new RealtimeClient(gateway, key);
        await next.hear("session.created");
        next.socket.close();
      },
      { timeout: 40_000 },
    );
  });

  it("end the session of a key that was blocked, with its next turn", async () => {
    const key = await makeKey(gateway, { rpm_limit: 100, tpm_limit: 1_000_000 });
    const client = await openClient(key);
    await manage(gateway, "/key/block", { key });
    client.ask("turn");
    expect((await client.closed).code).toBe(1008);
    const [event] = await client.hear("error");
    expect(at(event, "error", "code")).toBe("key_blocked");
  });
});

describe("a client secret", () => {
  const make = async (key: string, body: object, path = "/v1/realtime/client_secrets"): Promise<Response> =>
    await fetch(gateway.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const session = { type: "realtime", model: "voice", instructions: "Talk like a pirate." } as const;
  const secretFor = async (key: string, body: object = { session }): Promise<string> =>
    textAt(await (await make(key, body)).json(), "value");

  it("is made through OpenAI's own client, and opens a session that is as it was asked for", async () => {
    const key = await makeKey(gateway);
    const openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key });
    const made = await openai.realtime.clientSecrets.create({
      session,
      expires_after: { anchor: "created_at", seconds: 60 },
    });
    expect(made.value).toMatch(/^ek_/);
    expect(made.expires_at * 1_000 - Date.now()).toBeLessThanOrEqual(60_000);
    expect(JSON.stringify(made)).not.toContain(secretOf("openai"));
    expect(made.session).toMatchObject({ ...session, object: "realtime.session", id: expect.stringMatching(/^sess_/) });

    const client = await openClient(made.value, "/v1/realtime");
    const provider = upstream.last();
    await vi.waitFor(() => expect(provider.heard).toHaveLength(1), { timeout: 20_000 });
    const { model: _, ...told } = session;
    expect(JSON.parse(String(provider.heard[0]))).toEqual({ type: "session.update", session: told });
    expect(provider.headers["authorization"]).toBe(`Bearer ${secretOf("openai")}`);
    client.ask("turn");
    await client.hear("response.done");
    client.socket.close();
    // Charged to the key that made it.
    const [row] = await turnsOf(key, 1);
    expect(at(row, "spend")).toBeCloseTo(COST, 12);
  });

  it("may hold as much of a session as it is allowed to", async () => {
    const instructions = "Größe ".repeat(2_700);
    const secret = await secretFor(MASTER_KEY, { session: { ...session, instructions } });
    const client = await openClient(secret);
    const provider = upstream.last();
    await vi.waitFor(() => expect(provider.heard).toHaveLength(1), { timeout: 20_000 });
    expect(at(JSON.parse(String(provider.heard[0])), "session", "instructions")).toBe(instructions);
    client.socket.close();
  });

  it("may be made for texts of what is heard, by the gateway's name for the model", async () => {
    const transcription = { model: "ears", language: "en" };
    const secret = await secretFor(MASTER_KEY, {
      session: { type: "transcription", audio: { input: { transcription } } },
    });
    const client = await openClient(secret, "/v1/realtime?intent=transcription");
    const provider = upstream.last();
    expect(provider.url).toBe("/v1/realtime?intent=transcription");
    await vi.waitFor(() => expect(provider.heard).toHaveLength(1), { timeout: 20_000 });
    expect(at(JSON.parse(String(provider.heard[0])), "session", "audio", "input", "transcription")).toEqual({
      model: "gpt-4o-transcribe",
      language: "en",
    });
    client.socket.close();
  });

  it("lets in whom the key lets in when it is used, and not when it was made", async () => {
    const key = await makeKey(gateway);
    const secret = await secretFor(key);
    expect((await handshake(secret)).status).toBe(101);
    await manage(gateway, "/key/block", { key });
    const refused = await handshake(secret);
    expect(refused.status).toBe(401);
    expect(textAt(refused.body, "error", "message")).toContain("blocked");
  });

  it("ends with the secret of its key", async () => {
    const key = await makeKey(gateway);
    const secret = await secretFor(key);
    await manage(gateway, "/key/regenerate", { key });
    expect((await handshake(secret)).status).toBe(401);
  });

  it("holds its key's limits", async () => {
    const key = await makeKey(gateway, { max_parallel_requests: 1 });
    const secret = await secretFor(key);
    const client = await openClient(secret);
    expect((await handshake(secret)).status).toBe(429);
    client.socket.close();
  });

  it("is for sessions of its model alone", async () => {
    const secret = await secretFor(MASTER_KEY);
    expect(await handshake(secret, "/v1/realtime?model=spare")).toMatchObject({ status: 400 });
    for (const path of ["/v1/models", "/key/info"]) {
      const answer = await fetch(gateway.url + path, { headers: { authorization: `Bearer ${secret}` } });
      expect(answer.status).toBe(401);
    }
    expect((await make(secret, { session })).status).toBe(401);
  });

  it.each(["ek_", "ek_v1.AAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])(
    "that was made up is refused: %s",
    async (value) => {
      const { status, body } = await handshake(value);
      expect(status).toBe(401);
      expect(at(body, "error")).toMatchObject({
        type: "auth_error",
        message: expect.stringContaining("client secret"),
      });
    },
  );

  it.each([
    ["no session", {}, "session"],
    ["no model", { session: { type: "realtime" } }, "session.model"],
    ["a kind that is none", { session: { ...session, type: "film" } }, "session.type"],
    ["a model that is not there", { session: { ...session, model: "nothing" } }, "model"],
    ["too short a life", { session, expires_after: { seconds: 9 } }, "expires_after.seconds"],
    ["too long a life", { session, expires_after: { seconds: 7_201 } }, "expires_after.seconds"],
    ["more than a header holds", { session: { ...session, instructions: "x".repeat(17_000) } }, "session"],
  ])("is not made for %s", async (_, body, param) => {
    const answer = await make(MASTER_KEY, body);
    expect(answer.status).toBe(400);
    expect(at(await answer.json(), "error", "param")).toBe(param);
  });

  it("is not made for a model that its key may not use", async () => {
    const key = await makeKey(gateway, { models: ["spare"] });
    expect((await make(key, { session })).status).toBe(401);
    expect((await make("sk-nobody", { session })).status).toBe(401);
  });
});

/** A handshake whose refusal can be read. */
async function handshake(key: string | undefined, path = "/v1/realtime?model=voice", upgrade = "websocket") {
  const { request } = await import("node:http");
  return await new Promise<{ readonly status: number; readonly body: unknown }>((resolve, reject) => {
    const sent = request(gateway.url + path, {
      headers: {
        ...(key !== undefined && { "api-key": key }),
        ...(upgrade !== "" && { upgrade, connection: "Upgrade" }),
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-version": "13",
      },
    });
    sent.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, body: undefined });
    });
    sent.on("response", (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("a handshake", () => {
  it("is let in with a key in a header", async () => {
    expect((await handshake(MASTER_KEY)).status).toBe(101);
  });

  it.each([
    ["without a key", undefined, "/v1/realtime?model=voice", 401],
    ["with an unknown key", "sk-nobody", "/v1/realtime?model=voice", 401],
    ["without a model", MASTER_KEY, "/v1/realtime", 400],
    ["for a model that is not there", MASTER_KEY, "/v1/realtime?model=nothing", 400],
  ] as const)("%s is refused as any other request", async (_, key, path, status) => {
    const answer = await handshake(key, path);
    expect(answer.status).toBe(status);
    expect(textAt(answer.body, "error", "message")).not.toBe("");
  });

  it("with a key for other models is refused", async () => {
    const key = await makeKey(gateway, { models: ["spare"] });
    expect(await handshake(key)).toMatchObject({ status: 401, body: { error: { type: "key_model_access_denied" } } });
  });

  it("that asks for no WebSocket is told to", async () => {
    expect((await handshake(MASTER_KEY, undefined, "")).status).toBe(426);
  });

  it("that the provider turns down tells why, and leaves no session", async () => {
    upstream.refuse(503);
    try {
      const answer = await handshake(MASTER_KEY);
      expect(answer.status).toBe(503);
      expect(textAt(answer.body, "error", "message")).toContain("Not now.");
    } finally {
      upstream.refuse(undefined);
    }
  });
});
