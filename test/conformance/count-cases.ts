import { expect, it } from "vitest";
import type { Service } from "../../src/adapters/adapter.ts";
import { FAULTS, type FaultKind } from "../../src/core/fault.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { countContents, countMessages, countResponses } from "../../src/endpoints/index.ts";
import { at, textAt } from "../support/at.ts";
import { UNICODE } from "./answer.ts";
import type { ChatContext } from "./chat-context.ts";
import { failuresOf, STATUS_OF } from "./error-cases.ts";
import { replyFailure, replyJson } from "./replies.ts";
import { asked, deploymentFor, exchange, type Exchanged, type Script, type Subject } from "./stage.ts";
import type { CountWire } from "./wire.ts";

export interface CountContext {
  readonly subject: Subject;
  readonly service: Service<"count">;
  readonly wire: CountWire;
}

const TOKENS = 321;
const FREE = { outcome: "served", operation: "count", usage: { inputTokens: 0, outputTokens: 0 }, unpriced: false };

const ofMessages: JsonObject = { system: "You are a pilot.", messages: [{ role: "user", content: UNICODE }] };
const ofContents: JsonObject = {
  systemInstruction: { parts: [{ text: "You are a pilot." }] },
  contents: [{ role: "user", parts: [{ text: UNICODE }] }],
};

/** What a provider may say that counts for some of its models only. */
const REFUSALS: readonly FaultKind[] = ["invalid-request", "context-window", "not-found", "permission"];

/** A provider that counts, for clients of all dialects that can ask it to. */
export function countCases({ subject, service, wire }: CountContext): void {
  const sendMessages = (script: Script): Promise<Exchanged> => exchange(subject, countMessages, ofMessages, script);
  const sendContents = (body: JsonObject): Promise<Exchanged> =>
    exchange(subject, countContents, body, replyJson(wire.whole(TOKENS)));

  it("counts for a client of Anthropic's dialect, charging nothing", async () => {
    const exchanged = await sendMessages(replyJson(wire.whole(TOKENS)));
    expect(await exchanged.response.json()).toEqual({ input_tokens: TOKENS });
    expect(wire.read(asked(exchanged).body)).toBe(`You are a pilot.\n${UNICODE}`);
    expect(await exchanged.settled()).toMatchObject(FREE);
  });

  it.each([
    ["contents", ofContents],
    ["a request", { generateContentRequest: ofContents }],
  ])("counts %s for a client of Google's dialect, charging nothing", async (_, body) => {
    const exchanged = await sendContents(body);
    expect(await exchanged.response.json()).toEqual({ totalTokens: TOKENS });
    expect(wire.read(asked(exchanged).body)).toBe(`You are a pilot.\n${UNICODE}`);
    expect(await exchanged.settled()).toMatchObject(FREE);
  });

  it("counts for a client of Responses, charging nothing", async () => {
    const body = { instructions: "You are a pilot.", input: UNICODE };
    const exchanged = await exchange(subject, countResponses, body, replyJson(wire.whole(TOKENS)));
    expect(await exchanged.response.json()).toEqual({ object: "response.input_tokens", input_tokens: TOKENS });
    const { body: sent } = asked(exchanged);
    // To its own kind it goes as it is.
    if (wire.dialect === countResponses.dialect.id) expect(sent).toMatchObject(body);
    else expect(wire.read(sent)).toBe(`You are a pilot.\n${UNICODE}`);
    expect(await exchanged.settled()).toMatchObject(FREE);
  });

  const isEstimated = (kind: FaultKind): boolean => service.countsSome === true && REFUSALS.includes(kind);
  for (const [kind, failure] of failuresOf(wire.failures)) {
    it.runIf(isEstimated(kind))(`has the tokens estimated that it refuses to count: ${kind}`, async () => {
      const exchanged = await sendMessages(replyFailure(failure));
      expect(at(await exchanged.response.json(), "input_tokens")).toBeGreaterThan(0);
      expect(exchanged.sent).toHaveLength(1);
      expect(await exchanged.settled()).toMatchObject(FREE);
    });
    it.skipIf(isEstimated(kind))(`tells the failure ${kind} by its status, in the provider's words`, async () => {
      const exchanged = await sendMessages(replyFailure(failure));
      expect(exchanged.response.status).toBe(STATUS_OF[kind]);
      expect(textAt(await exchanged.response.json(), "error", "message")).toContain(failure.says);
      expect(await exchanged.settled()).toMatchObject({ outcome: "failed", error: FAULTS[kind].error });
    });
  }

  it("tells of an answer without a number as the provider's failure", async () => {
    const exchanged = await sendMessages(replyJson({ input_tokens: "many", totalTokens: "many" }));
    expect(exchanged.response.status).toBe(502);
    expect(await exchanged.settled()).toMatchObject({ outcome: "failed", error: "provider_invalid_answer" });
  });
}

/** A provider that chats and does not count is not asked: the gateway estimates. */
export function estimateCases({ subject }: ChatContext): void {
  const { adapter } = subject;
  const services = adapter.servesModel?.(deploymentFor(subject)) ?? adapter.serves;
  const send = (body: JsonObject): Promise<Exchanged> => exchange(subject, countMessages, body, replyJson({}));

  it.skipIf(services.count)("has its tokens estimated by the gateway, without being asked", async () => {
    const [short, long] = [await send(ofMessages), await send({ ...ofMessages, system: UNICODE.repeat(50) })];
    const few = Number(at(await short.response.json(), "input_tokens"));
    const many = Number(at(await long.response.json(), "input_tokens"));
    expect(few).toBeGreaterThan(0);
    expect(many).toBeGreaterThan(few);
    expect([...short.sent, ...long.sent]).toEqual([]);
    expect(await short.settled()).toMatchObject(FREE);
  });
}
