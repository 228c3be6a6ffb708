import type { RequestContext } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import { UpstreamFault } from "../core/fault.ts";
import type { JsonObject } from "../core/json.ts";
import { zeroUsd } from "../core/money.ts";
import type { Operation, Operations } from "../core/operation.ts";
import { noUsage } from "../core/usage.ts";
import type { StreamEncoderOptions } from "../dialects/dialect.ts";
import { type Frame, writeFrames } from "../streams/frame.ts";
import { encodeEvents } from "../dialects/encode-events.ts";
import { answerHeaders } from "./answer-headers.ts";
import type { Served } from "./answer-headers.ts";
import type { WholeAnswer } from "./call-upstream.ts";
import { estimateUsage } from "./estimate-usage.ts";
import { nameAnswer, namesOf } from "./name-answer.ts";
import { faultToError } from "./fault-to-error.ts";
import type { AnswerGate } from "./keep-answer.ts";
import type { Call } from "./read-call.ts";
import { respondEvents } from "./respond-events.ts";
import type { Settlement } from "./settle.ts";
import { tellUsage } from "./tell-usage.ts";

/** Sends an answer that came in one piece; as a stream, where the client asked for one and the provider has none. */
export async function replyWhole<O extends Operation>(
  ctx: RequestContext,
  call: Call<O>,
  answer: WholeAnswer<O>,
  served: Served,
  settlement: Settlement,
): Promise<Response> {
  settlement.firstByte();
  const { read } = answer;
  const gate = answer.native ? call.keeping?.natively : call.keeping;
  const told = read.usage ?? estimateUsage(call, undefined, read.outputChars);
  const usage = { ...call.intent.units, ...told, ...read.units };
  const options: StreamEncoderOptions = {
    includeUsage: call.intent.wantsStreamUsage,
    createdSeconds: Math.floor(ctx.now() / 1_000),
    request: call.body,
    thread: answer.native ? { conversationId: call.keeping?.thread.conversationId } : call.keeping?.thread,
  };
  let encoded: Encoded;
  try {
    const decoded =
      answer.native && !call.intent.stream
        ? undefined
        : tellUsage(
            nameAnswer(
              answer.dialect.decodeResponse(renameWhole(call, answer, answer.body, served.deployment)),
              namesOf(ctx, served.deployment),
            ),
            () => told,
          );
    encoded = encode(call, answer, served.deployment, decoded, options);
  } catch (cause) {
    // The provider has answered and will bill, so the failure is settled with what it consumed.
    const error =
      cause instanceof UpstreamFault ? faultToError(cause.fault, served.deployment, cause) : GatewayError.from(cause);
    settlement.end("failed", { usage, error });
    throw error;
  }
  // A client that has read of something may ask for it at once.
  await call.publishing?.noting();
  const draft = (): string => settlement.draft({ usage, cost: zeroUsd });
  const isFollowed = answer.native && (await call.keeping?.follow(answer.body, served.deployment, draft)) === true;
  const cost = settlement.end(ctx.clientGone.aborted ? "abandoned" : "served", {
    usage: isFollowed ? noUsage : usage,
  });
  const contentType = call.intent.stream ? "text/event-stream" : "application/json";
  return new Response(await write(encoded, gate), {
    headers: answerHeaders(ctx, served, contentType, answer.headers, cost),
  });
}

/** In the ids that lead a client who speaks its dialect back to what it tells of. */
function renameWhole<O extends Operation>(
  { keeping, publishing }: Call<O>,
  { dialect: { renamer }, native }: WholeAnswer<O>,
  body: JsonObject,
  deployment: Deployment,
): JsonObject {
  if (!native) return body;
  const renamed =
    renamer === undefined || keeping === undefined
      ? body
      : renamer.whole(body, keeping.renameAt(deployment), keeping.thread);
  return publishing?.body(renamed, deployment) ?? renamed;
}

/** What the client is to read, before it is known whether it is kept. */
type Encoded = { readonly text: string } | { readonly answer: JsonObject } | { readonly frames: readonly Frame[] };

function encode<O extends Operation>(
  call: Call<O>,
  answer: WholeAnswer<O>,
  deployment: Deployment,
  decoded: Operations[O]["response"] | undefined,
  options: StreamEncoderOptions,
): Encoded {
  if (decoded === undefined) {
    const { repaired } = answer.read;
    const body = renameWhole(call, answer, repaired ?? answer.body, deployment);
    return body === answer.body ? { text: answer.text } : { answer: body };
  }
  if (!call.intent.stream) return { answer: call.dialect.encodeResponse(decoded, options) };
  const stream = call.dialect.encoder(options);
  return { frames: encodeEvents(stream, respondEvents(decoded)) };
}

async function write(encoded: Encoded, gate: AnswerGate | undefined): Promise<string | Uint8Array> {
  if ("text" in encoded) return encoded.text;
  if ("answer" in encoded) return JSON.stringify((await gate?.whole(encoded.answer)) ?? encoded.answer);
  return writeFrames((await gate?.frames(encoded.frames)) ?? encoded.frames);
}
