import type { Adapter } from "../adapters/adapter.ts";
import { mock } from "../adapters/mock/index.ts";
import type { MockAnswer } from "../adapters/mock/mock-answer.ts";
import { mockFetch } from "../adapters/mock/mock-fetch.ts";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import type { Operation } from "../core/operation.ts";
import type { Call } from "./read-call.ts";
import { readMockResponse } from "./read-mock.ts";

/** Where a request has got to. */
export interface Place {
  /** From 1, over the whole request. */
  readonly attempt: number;
  /** Groups that were left before this one: 0 is the one that was asked for. */
  readonly fallbacks: number;
}

/** Who is called instead of a provider. */
export interface MockUpstream {
  readonly adapter: Adapter;
  readonly send: typeof fetch;
  /** The client had a hand in it, so how it went says nothing about the deployment. */
  readonly isOfRequest: boolean;
}

/** Undefined where the provider itself is to be called. The request's mock goes before the deployment's. */
export function mockUpstream(
  { mock: wish, operation }: Pick<Call<Operation>, "mock" | "operation">,
  deployment: Pick<Deployment, "mockResponse">,
  { attempt, fallbacks }: Place,
): MockUpstream | undefined {
  if (wish === undefined && deployment.mockResponse === undefined) return undefined;
  const fault = (fallbacks === 0 ? wish?.groupFault : undefined) ?? (attempt === 1 ? wish?.firstFault : undefined);
  const asked = fault === undefined ? wish?.answer : ({ kind: "fault", fault } as const);
  const answer = asked ?? readMockResponse(deployment.mockResponse);
  if (answer === undefined || (operation === "count" && !endsWithout(answer))) return undefined;
  return {
    adapter: mock,
    send: mockFetch(fit(answer, operation), wish?.delayMs ?? 0),
    isOfRequest: wish !== undefined,
  };
}

/** A mock that answers nothing; any other says no number of tokens, so that they are counted. */
const endsWithout = ({ kind }: MockAnswer): boolean => kind === "fault" || kind === "silence";

const NEEDS = {
  chat: "a chat needs a text",
  embedding: "embeddings need a list of numbers",
  image: "images need the address of one",
  rerank: "a rerank needs the scores of its documents, a list of numbers",
  moderation: "there is none for moderations",
} as const satisfies Record<Exclude<Operation, "count">, string>;

/** A text and a list of numbers mean something else to each operation. Throws `unsupported_operation` where they mean nothing. */
function fit(answer: MockAnswer, operation: Operation): MockAnswer {
  const { kind } = answer;
  if (endsWithout(answer) || kind === operation || operation === "count") return answer;
  if (kind === "embedding" && operation === "rerank") return { kind: "rerank", scores: answer.vector };
  if (kind === "chat" && operation === "image") {
    const [part] = answer.parts;
    if (part?.type === "text" && /^(?:https?|data):/.test(part.text)) return { kind: "image", url: part.text };
  }
  throw new GatewayError("unsupported_operation", `The mock_response does not fit: ${NEEDS[operation]}.`, {
    param: "mock_response",
  });
}
