import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { countTokens } from "./compose-text.ts";
import type { Plan } from "./plan-requests.ts";
import { WRITERS, type ToldUsage } from "./write-answers.ts";

/** What the provider charges for one call. */
export interface BillLine {
  usage: ToldUsage;
  /** The whole usage was handed to the connection, and the connection was not reset after it. */
  told: boolean;
}

/** Role and separators of the one message. */
const PROMPT_TOKENS = 7;
export const NOTHING: ToldUsage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

const inputOf = ({ prompt, cached }: Plan): ToldUsage => {
  const inputTokens = countTokens(prompt) + PROMPT_TOKENS;
  return { inputTokens, cachedTokens: Math.floor(inputTokens * cached), outputTokens: 0 };
};

/** One call, while it is answered. */
interface Scene {
  readonly provider: keyof typeof WRITERS;
  readonly streams: boolean;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly line: BillLine;
}

/** Answers as the plan says, and writes down what that is charged while it does. */
export async function carryOut(plan: Plan, scene: Scene): Promise<void> {
  const { request, response, line } = scene;
  if (plan.fate === "provider resets before it reads") return void request.socket.resetAndDestroy();
  if (plan.fate === "provider answers with an error") {
    const headers = { "content-type": "application/json" };
    return void response.writeHead(plan.errorStatus, headers).end(WRITERS[scene.provider].refusal);
  }
  // From here on the provider works, and work is charged.
  line.usage = inputOf(plan);
  await sleep(plan.thinksMs);
  if (response.destroyed) return;
  if (scene.streams) await answerAsStream(plan, scene);
  else await answerWhole(plan, scene);
}

async function answerWhole(plan: Plan, { provider, request, response, line }: Scene): Promise<void> {
  // The whole answer is there before its first byte is sent.
  const text = plan.pieces.join("");
  line.usage = { ...line.usage, outputTokens: countTokens(text) };
  const body = Buffer.from(WRITERS[provider].whole(text, line.usage));
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
  if (plan.fate !== "provider resets inside the answer") {
    response.once("finish", () => (line.told = true));
    return void response.end(body);
  }
  response.write(body.subarray(0, body.length >> 1));
  await sleep(plan.pieceEveryMs);
  request.socket.resetAndDestroy();
}

async function answerAsStream(plan: Plan, { provider, request, response, line }: Scene): Promise<void> {
  const writer = WRITERS[provider];
  response.writeHead(200, { "content-type": "text/event-stream" });
  await send(response, writer.begin(line.usage));
  for (const [index, piece] of plan.pieces.entries()) {
    if (!(await send(response, writer.piece(piece)))) return;
    line.usage = { ...line.usage, outputTokens: line.usage.outputTokens + countTokens(piece) };
    if (plan.fate !== "client stops reading") await sleep(plan.pieceEveryMs);
    if (index + 1 !== plan.strikesAfter) continue;
    switch (plan.fate) {
      case "provider resets the stream":
        return void request.socket.resetAndDestroy();
      case "provider closes the stream":
        return void request.socket.end();
      case "provider stalls":
        return;
      case "provider tells an error in the stream":
        return void response.end(writer.error);
      default:
    }
  }
  if (!(await send(response, writer.finish(line.usage)))) return;
  line.told = true;
  if (plan.fate === "provider tells usage and no end") request.socket.end();
  else response.end(writer.end);
}

/** Waits until the connection has taken the bytes. False when it is gone. */
async function send(response: ServerResponse, text: string): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(text)) return true;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      response.off("drain", go).off("close", go);
      resolve();
    };
    response.on("drain", go).on("close", go);
  });
  return !response.destroyed;
}
