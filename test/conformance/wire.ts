import type { FinishReason } from "../../src/core/chat.ts";
import type { FaultKind } from "../../src/core/fault.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import type { Operation } from "../../src/core/operation.ts";
import type { Frame } from "../../src/streams/frame.ts";
import type { Answer, Spent, ToolCall } from "./answer.ts";
import type { Script } from "./stage.ts";
import type { Transport } from "./transport.ts";

/** Makes pieces of a text, of any lengths. */
export type Cut = (text: string) => readonly string[];

/** An error answer. */
export interface Failure {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonObject | string;
  /** Its words, which the client has to be told. */
  readonly says: string;
  /** The field at fault, where it tells one. */
  readonly param?: string;
}

export type Failures = Readonly<Partial<Record<FaultKind, Failure>>>;

/** What a request for a chat says, read back from the provider's words. */
export interface Asked {
  /** All that the model has to read, in order. */
  readonly text: string;
  /** In base64. */
  readonly pictures: readonly string[];
  readonly calls: readonly ToolCall[];
  readonly results: readonly { readonly id: string; readonly text: string }[];
  /** Of thoughts and calls that are sent back. */
  readonly signatures: readonly string[];
  readonly tools: readonly { readonly name: string; readonly schema: JsonObject }[];
  /** `auto`, `none`, `required` or the name of a tool; undefined where nothing is said. */
  readonly choice: string | undefined;
  /** Of the answer. */
  readonly schema: JsonObject | undefined;
  /** By OpenAI's names; undefined for what is not said. */
  readonly settings: Readonly<Partial<Record<SettingName, Json | undefined>>>;
}

/** One value for each setting, by OpenAI's names. None is what a provider does anyway. */
export const SETTINGS = {
  max_tokens: 64,
  temperature: 0.5,
  top_p: 0.75,
  stop: ["END"],
  seed: 7,
  frequency_penalty: 0.5,
  presence_penalty: 0.25,
  n: 2,
  logprobs: true,
  logit_bias: { "50256": -100 },
} as const satisfies JsonObject;

/** Of a tool's input, or of an answer. */
export const SCHEMA = {
  type: "object",
  properties: { port: { type: "string" } },
  required: ["port"],
} as const satisfies JsonObject;

export type SettingName = keyof typeof SETTINGS;

/** What a dialect can say. The kit asserts the opposite of what it cannot. */
interface Abilities {
  /** Settings, and `tools`, `tool_choice`, `response_format`, which it has no word for: they are refused. */
  readonly refuses: readonly (SettingName | "tools" | "tool_choice" | "parallel_tool_calls" | "response_format")[];
  /** The finish reasons it tells apart. */
  readonly finishes: readonly FinishReason[];
  readonly reasoning: boolean;
  /** It signs its thoughts. */
  readonly signatures: boolean;
  readonly seesPictures: boolean;
  readonly drawsPictures: boolean;
  /** Whether it says what a call consumed. */
  readonly usage: { readonly whole: boolean; readonly stream: boolean };
  readonly cachedUsage: boolean;
  /** The input of a call comes in pieces. */
  readonly streamsInput: boolean;
  /** It tells the id of a call; else one is made. */
  readonly callIds: boolean;
  /** False for one that answers a request for a stream with a whole answer. */
  readonly streams: boolean;
}

/** A good provider of a chat dialect, written from its public API reference. */
export interface ChatWire {
  readonly operation: "chat";
  readonly dialect: string;
  readonly abilities: Abilities;
  readonly transport: Transport;
  whole(answer: Answer): JsonObject;
  frames(answer: Answer, cut: Cut): readonly Frame[];
  /** How many of the last frames are its end mark alone; without them an answer is broken, or whole if nobody promises them. */
  readonly markFrames: number;
  /** The finish is told by the mark, so that nothing is whole without it. */
  readonly finishIsMark: boolean;
  readonly failures: Failures;
  /** A failure told in a stream, of kind `overloaded`. */
  readonly streamFailure: { readonly frame: Frame; readonly says: string };
  read(body: JsonObject): Asked;
  /** For a provider that is asked in more than one request. */
  converse?(script: Script): Script;
}

export interface EmbeddingWire {
  readonly operation: "embedding";
  readonly dialect: string;
  readonly usage: boolean;
  readonly refusesDimensions: boolean;
  /** It takes one text with each request. */
  readonly takesOne: boolean;
  whole(vectors: readonly (readonly number[])[], spent: Spent, asked: JsonObject): JsonObject | readonly Json[];
  read(body: JsonObject): { readonly texts: readonly string[]; readonly dimensions: Json | undefined };
  readonly failures: Failures;
}

export interface RerankWire {
  readonly operation: "rerank";
  readonly dialect: string;
  /** What it counts by. */
  readonly counts: "searchUnits" | "tokens" | "nothing";
  readonly refusesTopN: boolean;
  whole(
    ranked: readonly { readonly index: number; readonly score: number }[],
    spent: Spent,
  ): JsonObject | readonly Json[];
  read(body: JsonObject): {
    readonly query: Json | undefined;
    readonly documents: Json | undefined;
    readonly topN: Json | undefined;
  };
  readonly failures: Failures;
}

export interface ImageWire {
  readonly operation: "image";
  readonly dialect: string;
  readonly gives: "url" | "b64_json" | "both";
  whole(pictures: readonly string[], as: "url" | "b64_json", spent: Spent | undefined): JsonObject;
  read(body: JsonObject): {
    readonly prompt: Json | undefined;
    readonly n: Json | undefined;
    readonly size: readonly unknown[];
  };
  readonly failures: Failures;
}

export interface ModerationWire {
  readonly operation: "moderation";
  readonly dialect: string;
  /** One verdict for each input. */
  whole(flags: readonly boolean[], spent: Spent | undefined): JsonObject;
  readonly failures: Failures;
}

export interface CountWire {
  readonly operation: "count";
  readonly dialect: string;
  whole(tokens: number): JsonObject;
  /** All that is to be counted, a line for each message. */
  read(body: JsonObject): string;
  readonly failures: Failures;
}

interface Wires {
  readonly chat: ChatWire;
  readonly embedding: EmbeddingWire;
  readonly rerank: RerankWire;
  readonly image: ImageWire;
  readonly moderation: ModerationWire;
  readonly count: CountWire;
}
export type WireOf<O extends Operation> = Wires[O];
export type AnyWire = Wires[Operation];
