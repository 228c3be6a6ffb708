import { textOf, type Json, type JsonObject } from "../../src/core/json.ts";
import { SPENT, type Answer } from "../conformance/answer.ts";
import { bytesOf } from "../conformance/replies.ts";
import type { Asked } from "../conformance/wire.ts";
import { openaiChatWire } from "../conformance/wires/openai-chat.ts";
import { at } from "../support/at.ts";
import { play } from "../support/own-wires/play.ts";
import type { RecordedRequest, Scene, Upstream } from "../support/upstream.ts";
import { SERVICES, type ServiceId } from "./services.ts";
import { LINE, QUERY, SOURCE, type Task } from "./tasks.ts";
import { searchWriterFor } from "./write-search.ts";

/** Where services count tokens. */
const COUNTS = /count_tokens|input_tokens|:countTokens/;

/** What the model says last begins so. */
export const ANSWER = "The file says:";

/** What the service signs the thinking before a step with, counted from 1. */
export const signatureOf = (step: number): string => Buffer.from(`signed-by-the-service-${step}`).toString("base64");

/** A model that does the steps of the task one after the other, and then repeats what the last of them brought to light. */
export function playTask(upstream: Upstream, task: Task, service: ServiceId, folder: string): void {
  const { wire: main, isSigned } = SERVICES[service];
  let answers = 0;
  play(upstream, { id: task.agent, isSigned }, (request) => {
    if (COUNTS.test(request.path)) return { body: JSON.stringify({ input_tokens: 21, totalTokens: 21 }) };
    // Where it is called without functions.
    const wire = request.path.endsWith("/chat/completions") ? openaiChatWire : main;
    const id = `answer-${(answers += 1)}`;
    const body = request.json as JsonObject;
    const asked = wire.read(body);
    const search = searchWriterFor(body);
    if (search !== undefined && (task.searches === "within" || asked.tools.length === 0)) {
      const text = task.searches === "within" ? `${ANSWER} ${LINE}` : LINE;
      const found = { query: QUERY, url: SOURCE, title: "Tides", text };
      return isStream(request) ? sse(search.events(found, id)) : { body: JSON.stringify(search.whole(found, id)) };
    }
    const answer = answerTo(asked, task, folder);
    // Programs take answers of one id for one message.
    const name = (said: string): string =>
      (service === "gemini" ? signCalls(said, answer) : said).replaceAll(
        /(?<=:")(msg_1|chatcmpl-1|response-1)(?=")/g,
        id,
      );
    return isStream(request)
      ? {
          headers: { "content-type": wire.transport.contentType },
          body: name(Buffer.from(bytesOf(answer, wire)).toString()),
        }
      : { body: name(JSON.stringify(wire.whole(answer))) };
  });
}

const isStream = ({ json, path }: RecordedRequest): boolean => at(json, "stream") === true || path.includes(":stream");

const sse = (events: readonly JsonObject[]): Scene => ({
  headers: { "content-type": "text/event-stream" },
  body: events
    .map((event) => {
      const type = textOf(event["type"]);
      return `${type === undefined ? "" : `event: ${type}\n`}data: ${JSON.stringify(event)}\n\n`;
    })
    .join(""),
});

/** Gemini signs the call that its thinking led to, and not the summary of the thinking. */
function signCalls(body: string, { reasoning }: Answer): string {
  const signature = JSON.stringify({ thoughtSignature: reasoning?.signature ?? "" }).slice(1, -1);
  return body.replaceAll(`,${signature}`, "").replaceAll('{"functionCall":', `{${signature},"functionCall":`);
}

function answerTo({ tools, results, schema }: Asked, { steps, says }: Task, folder: string): Answer {
  // Beside their task programs ask for titles, and how hard the task is.
  if (schema !== undefined) return { text: JSON.stringify(fill(schema)), spent: SPENT };
  if (tools.length === 0) return { text: "Tides", spent: SPENT };
  const step = steps[results.length];
  if (step === undefined) return { text: `${ANSWER} ${says ?? results.at(-1)?.text ?? ""}`, spent: SPENT };
  const offered = new Set(tools.map(({ name }) => name));
  const choice = step.find(({ tool }) => offered.has(tool));
  if (choice === undefined) throw new Error(`None of its tools is known: ${[...offered].join(", ")}`);
  return {
    reasoning: { text: "One step after the other.", signature: signatureOf(results.length + 1) },
    calls: [{ id: `call_${results.length + 1}`, name: choice.tool, input: choice.input(folder) }],
    finish: "tool-calls",
    spent: SPENT,
  };
}

/** Something of the shape that was asked for. */
function fill({ type, properties, minimum }: JsonObject): Json {
  switch (textOf(type)?.toLowerCase()) {
    case "object":
      return Object.fromEntries(
        Object.entries((properties ?? {}) as JsonObject).map(([name, schema]) => [name, fill(schema as JsonObject)]),
      );
    case "array":
      return [];
    case "integer":
    case "number":
      return minimum ?? 1;
    case "boolean":
      return true;
    default:
      return "Tides";
  }
}
