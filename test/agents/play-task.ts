import { textOf, type Json, type JsonObject } from "../../src/core/json.ts";
import { SPENT, type Answer } from "../conformance/answer.ts";
import { bytesOf } from "../conformance/replies.ts";
import type { Asked } from "../conformance/wire.ts";
import { at } from "../support/at.ts";
import { play } from "../support/own-wires/play.ts";
import type { OwnProvider } from "../support/own-wires/providers.ts";
import type { Upstream } from "../support/upstream.ts";
import type { Agent } from "./agents.ts";

/** What the model says last begins so. */
export const ANSWER = "The file says:";

const SIGNATURE = "c2lnbmVkLWJ5LXRoZS1zZXJ2aWNl";

/** A model that does the steps of the task one after the other, and then repeats what the last of them brought to light. */
export function playTask(upstream: Upstream, agent: Agent, { wire, isSigned }: OwnProvider, folder: string): void {
  let answers = 0;
  play(upstream, { id: agent.id, isSigned }, (request) => {
    const answer = answerTo(wire.read(request.json as JsonObject), agent, folder);
    const id = `answer-${(answers += 1)}`;
    // Programs take answers of one id for one message.
    const name = (body: string): string => body.replaceAll(/(?<=:")(msg_1|chatcmpl-1|response-1)(?=")/g, id);
    return at(request.json, "stream") === true || request.path.includes(":stream")
      ? {
          headers: { "content-type": wire.transport.contentType },
          body: name(Buffer.from(bytesOf(answer, wire)).toString()),
        }
      : { body: name(JSON.stringify(wire.whole(answer))) };
  });
}

function answerTo({ tools, results, schema }: Asked, { steps }: Agent, folder: string): Answer {
  // Beside their task programs ask for titles, and how hard the task is.
  if (schema !== undefined) return { text: JSON.stringify(fill(schema)), spent: SPENT };
  if (tools.length === 0) return { text: "Tides", spent: SPENT };
  const step = steps[results.length];
  if (step === undefined) return { text: `${ANSWER} ${results.at(-1)?.text ?? ""}`, spent: SPENT };
  const offered = new Set(tools.map(({ name }) => name));
  const choice = step.find(({ tool }) => offered.has(tool));
  if (choice === undefined) throw new Error(`None of its tools is known: ${[...offered].join(", ")}`);
  return {
    reasoning: { text: "One step after the other.", signature: SIGNATURE },
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
