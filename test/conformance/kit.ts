import { describe, expect, it } from "vitest";
import type { Service } from "../../src/adapters/adapter.ts";
import type { Operation } from "../../src/core/operation.ts";
import { brokenStreamCases } from "./broken-stream-cases.ts";
import type { ChatContext } from "./chat-context.ts";
import { completionsCases, geminiCases, responsesCases } from "./client-cases.ts";
import { countCases, estimateCases } from "./count-cases.ts";
import { embeddingCases } from "./embedding-cases.ts";
import { errorCases } from "./error-cases.ts";
import { imageCases } from "./image-cases.ts";
import { messagesCases } from "./messages-cases.ts";
import { moderationCases } from "./moderation-cases.ts";
import { requestCases } from "./request-cases.ts";
import { rerankCases } from "./rerank-cases.ts";
import { deploymentFor, type Subject } from "./stage.ts";
import { streamCases, unstreamedCases } from "./stream-cases.ts";
import { refusedToolCases, refusesTools, toolCases } from "./tool-cases.ts";
import { wholeCases } from "./whole-cases.ts";
import type { AnyWire, WireOf } from "./wire.ts";
import { WIRES } from "./wires/index.ts";

export interface ConformOptions {
  /** In place of those of the dialects, or beside them. */
  readonly wires?: readonly AnyWire[];
  /** Behind the name of the operation, where one provider is asked more than once. */
  readonly note?: string;
  /** Of what it serves, where the rest has been seen to. */
  readonly only?: Operation;
}

/**
 * Everything that any provider owes its users, as cases named by sentences: what the wire of its dialect can say decides
 * which. A service of a dialect without a wire fails by name.
 */
export function conform(subject: Subject, { wires = [], note, only }: ConformOptions = {}): void {
  const services = subject.adapter.servesModel?.(deploymentFor(subject)) ?? subject.adapter.serves;
  const known = [...wires, ...WIRES];
  for (const operation of Object.keys(services) as Operation[]) {
    if (only !== undefined && operation !== only) continue;
    describe(`${operation}${note === undefined ? "" : ` (${note})`}`, () => {
      cases(operation);
    });
  }

  function cases(operation: Operation): void {
    const wire = <O extends Operation>(service: Service<O>, of: O): WireOf<O> | undefined =>
      known.find((each): each is WireOf<O> => each.operation === of && each.dialect === service.dialects[0].id);
    const { chat, embedding, rerank, image, moderation, count } = services;
    if (operation === "chat" && chat) run(chat, wire(chat, "chat"), chatCases);
    if (operation === "embedding" && embedding) run(embedding, wire(embedding, "embedding"), embeddingCases);
    if (operation === "rerank" && rerank) run(rerank, wire(rerank, "rerank"), rerankCases);
    if (operation === "image" && image) run(image, wire(image, "image"), imageCases);
    if (operation === "moderation" && moderation) run(moderation, wire(moderation, "moderation"), moderationCases);
    if (operation === "count" && count) run(count, wire(count, "count"), countCases);
  }

  function run<O extends Operation>(
    service: Service<O>,
    wire: WireOf<O> | undefined,
    register: (context: { subject: Subject; service: Service<O>; wire: WireOf<O> }) => void,
  ): void {
    const spoken = [service, ...(service.also ?? [])].flatMap(({ dialects }) => dialects.map(({ id }) => id));
    it(`speaks what has a wire: ${spoken.join(", ")}`, () => {
      expect(known.map(({ dialect }) => dialect)).toEqual(expect.arrayContaining(spoken));
    });
    if (wire !== undefined) register({ subject, service, wire });
  }
}

function chatCases(context: ChatContext): void {
  const { streams } = context.wire.abilities;
  const parts = {
    "whole answers": wholeCases,
    requests: requestCases,
    tools: refusesTools(context) ? refusedToolCases : toolCases,
    failures: errorCases,
    streams: streams ? streamCases : unstreamedCases,
    ...(streams && { "broken streams": brokenStreamCases }),
    "clients of Anthropic's dialect": messagesCases,
    "clients of Responses": responsesCases,
    "clients of Google's dialect": geminiCases,
    "clients of text completions": completionsCases,
    "clients that count tokens": estimateCases,
  };
  describe.each(Object.entries(parts))("%s", (_, register) => {
    register(context);
  });
}
