import type OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { errorOf } from "../support/clients.ts";
import { manage } from "../support/keys.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { STREAMS, take, WHOLES } from "../support/routes.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { Scene } from "../support/upstream.ts";
import { answers, wire, wireText } from "../support/wire.ts";

const stage = useStage();

const LONE = "a\ud83db";
const MENDED = "a\ufffdb";
const routes = [...STREAMS, ...WHOLES];

async function post(path: string, body: string | Uint8Array): Promise<Response> {
  return fetch(stage.gateway.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${MASTER_KEY}` },
    body: Buffer.from(body),
  });
}
const pathOf = (client: string): string => (client === "openai" ? "/v1/chat/completions" : "/v1/messages");

describe("half a surrogate pair in a request", () => {
  it.each(routes)("reaches the provider as U+FFFD, in valid UTF-8, $name", async ({ client, provider, stream }) => {
    stage.upstream.play(provider, answers(`${provider}/chat`));
    const body = {
      model: provider,
      max_tokens: 9,
      stream,
      messages: [{ role: "user", content: `${LONE} 😀` }],
      [`x-${LONE}`]: { deep: [LONE] },
    };
    const response = await post(pathOf(client), JSON.stringify(body));
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    const sent = stage.upstream.last(provider);
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(sent.body);
    expect(text).not.toMatch(/\\ud83d/i);
    expect(text).toContain(`${MENDED} 😀`);
    expect(at(sent.json, `x-${MENDED}`)).toEqual({ deep: [MENDED] });
  });

  it("written as bytes, or as any other bytes that are no UTF-8, is U+FFFD too", async () => {
    stage.upstream.play("openai", wire("openai/chat.json"));
    const [head = "", tail = ""] = JSON.stringify({
      model: "openai",
      messages: [{ role: "user", content: "<>" }],
    }).split("<>");
    for (const bytes of [[0xed, 0xa0, 0xbd], [0xff], [0xc3], [0xf0, 0x9f, 0x98]]) {
      const response = await post(
        "/v1/chat/completions",
        Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail)]),
      );
      expect(response.status).toBe(200);
      await response.arrayBuffer();
      expect(textAt(stage.upstream.last("openai").json, "messages", 0, "content")).toMatch(/^\ufffd+$/);
    }
  });

  it("in a model's name is told back mended, and logged", async () => {
    const response = await post(
      "/v1/chat/completions",
      JSON.stringify({ model: LONE, messages: [{ role: "user", content: "Hi" }] }),
    );
    expect(response.status).toBe(400);
    expect(textAt(await response.json(), "error", "message")).toContain(`model=${MENDED}`);
    const events = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
    expect(events).toMatchObject([{ metadata: { requested_model: MENDED, outcome: "refused" } }]);
  });

  it("in a key's description is kept mended", async () => {
    const made = await manage(stage.gateway, "/key/generate", { key_alias: LONE, metadata: { [LONE]: [LONE] } });
    expect(made).toMatchObject({ status: 200 });
    const info = await manage(stage.gateway, `/key/info?key=${textAt(made.json, "token_id")}`);
    expect(info.json).toMatchObject({ info: { key_alias: MENDED, metadata: { [MENDED]: [MENDED] } } });
  });
});

/** A good answer in which one text is written otherwise. */
const answering = (provider: "openai" | "anthropic", stream: boolean, written: readonly string[]): Scene => {
  const whole =
    provider === "openai" ? "The harbour lamp is lit – café «Zoë» 🌊 安全." : "The pilot boards at Öresund 🚤.";
  if (!stream)
    return {
      ...wire(`${provider}/chat.json`),
      body: wireText(`${provider}/chat.json`).replace(whole, written.join("")),
    };
  const first = provider === "openai" ? "The" : "The pilot";
  const events = wireText(`${provider}/chat.sse`).split(/(?<=\n\n)/);
  const texts = (event: string): boolean => event.includes('"content":"') || event.includes("text_delta");
  const model = events.find((event) => event.includes(`"${first}"`)) ?? "";
  const from = events.indexOf(model);
  const rest = events.slice(from).filter((event) => !texts(event));
  const body = [
    ...events.slice(0, from),
    ...written.map((text) => model.replace(`"${first}"`, `"${text}"`)),
    ...rest,
  ].join("");
  return { ...wire(`${provider}/chat.sse`), body };
};

const translated = routes.filter(({ client, provider }) => client !== provider);

describe("an answer", () => {
  it.each(routes)("that a provider writes in ASCII, a pair over two events, is whole: $name", async (route) => {
    stage.upstream.play(
      route.provider,
      answering(route.provider, route.stream, ["Sail \\ud83d", "\\ude00 on", " \\u5b89"]),
    );
    const { text, error } = await take(route, stage.gateway, MASTER_KEY, route.provider);
    expect(error).toBeUndefined();
    expect(text).toBe("Sail 😀 on 安");
  });

  it.each(translated)("with half a pair has U+FFFD in its place: $name", async (route) => {
    stage.upstream.play(
      route.provider,
      answering(route.provider, route.stream, ["Sail \\ud83d on", " \\ude00", " \\ud83d"]),
    );
    const { text, error, heard } = await take(route, stage.gateway, MASTER_KEY, route.provider);
    expect(error).toBeUndefined();
    expect(text).toBe("Sail \ufffd on \ufffd \ufffd");
    expect(await heard.body).not.toMatch(/\\ud83d|\\ude00/i);
  });

  it.each(translated)("with bytes that are no UTF-8 has U+FFFD in their place: $name", async (route) => {
    const { body, ...scene } = answering(route.provider, route.stream, ["Sail <> on"]);
    const [head = "", tail = ""] = String(body).split("<>");
    const bytes = Buffer.concat([Buffer.from(head), Buffer.from([0xff, 0xc3]), Buffer.from(tail)]);
    stage.upstream.play(route.provider, { ...scene, body: bytes });
    const { text, error } = await take(route, stage.gateway, MASTER_KEY, route.provider);
    expect(error).toBeUndefined();
    expect(text).toMatch(/^Sail \ufffd+ on$/);
  });

  it("with an error that has half a pair in it is told mended", async () => {
    stage.upstream.play("openai", {
      status: 400,
      headers: { "content-type": "application/json" },
      body: '{"error":{"message":"No \\ud83d here","type":"t\\ud83d"}}',
    });
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "Hi" }];
    const error = await errorOf(stage.openai.chat.completions.create({ model: "openai", messages }));
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining("No \ufffd here"), type: "t\ufffd" });
  });
});
