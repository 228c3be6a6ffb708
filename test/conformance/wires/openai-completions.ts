import { textOf, textsOf, type JsonObject } from "../../../src/core/json.ts";
import type { Answer, Spent } from "../answer.ts";
import { serverSentEvents } from "../transport.ts";
import type { ChatWire } from "../wire.ts";
import { OPENAI_FAILURES } from "./openai-failures.ts";

const HEAD = { id: "cmpl-1", object: "text_completion", created: 1_760_000_000, model: "model-1" };

const choice = (text: string, finish: string | null): JsonObject => ({
  choices: [{ text, index: 0, logprobs: null, finish_reason: finish }],
});

const finishOf = ({ finish = "stop" }: Answer): string => (finish === "length" ? "length" : "stop");

const usage = ({ input, output }: Spent): JsonObject => ({
  usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
});

/** Source: platform.openai.com/docs/api-reference/completions. The prompt is one text. */
export const openaiCompletionsWire: ChatWire = {
  operation: "chat",
  dialect: "openai-completions",
  abilities: {
    refuses: ["n", "logprobs", "tools", "response_format"],
    finishes: ["stop", "length"],
    reasoning: false,
    signatures: false,
    seesPictures: false,
    drawsPictures: false,
    usage: { whole: true, stream: true },
    cachedUsage: false,
    streamsInput: false,
    callIds: false,
    streams: true,
  },
  transport: serverSentEvents,
  whole: (answer) => ({
    ...HEAD,
    ...choice(answer.text ?? "", finishOf(answer)),
    ...(answer.spent && usage(answer.spent)),
  }),
  frames: (answer, cut) => [
    ...[
      ...cut(answer.text ?? "").map((text) => choice(text, null)),
      choice("", finishOf(answer)),
      ...(answer.spent === undefined ? [] : [{ choices: [], ...usage(answer.spent) }]),
    ].map((chunk) => ({ data: JSON.stringify({ ...HEAD, ...chunk }) })),
    { data: "[DONE]" },
  ],
  markFrames: 1,
  finishIsMark: false,
  failures: OPENAI_FAILURES,
  streamFailure: {
    frame: {
      data: JSON.stringify({ error: { message: "All engines are busy.", type: "overloaded_error", code: 503 } }),
    },
    says: "All engines are busy.",
  },
  read: (body) => ({
    text: textOf(body["prompt"]) ?? textsOf(body["prompt"]).join("\n"),
    pictures: [],
    calls: [],
    results: [],
    signatures: [],
    tools: [],
    choice: undefined,
    schema: undefined,
    settings: body,
  }),
};
