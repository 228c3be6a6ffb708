import { USAGE } from "./provider-answers.ts";

export type Wire = "openai" | "anthropic";
/** `counted` and `leased` are the gateway with a limited key, without leases and with them. */
export const SYSTEMS = ["bare", "minimal", "counted", "leased", "tollgate"] as const;
export type SystemId = (typeof SYSTEMS)[number];
export type GatewayId = Extract<SystemId, "counted" | "leased" | "tollgate">;
export const isGateway = (id: SystemId): id is GatewayId => id === "tollgate" || isLimited(id);
export const isLimited = (id: SystemId): id is "counted" | "leased" => id === "counted" || id === "leased";

export interface Sizes {
  readonly repetitions: number;
  /** Into how many short measurements a repetition is cut where they can be short: a busy neighbour then spoils fewer of them. */
  readonly slices: number;
  /** Length of one measurement of whole calls. */
  readonly wholeMs: number;
  /** Writes of one paced stream. */
  readonly chunks: number;
  readonly gapMs: number;
  /** Calls one after the other when the delay of the first byte is measured. */
  readonly sequentialCalls: number;
  /** How long each system is kept busy with each suite before anything is measured. */
  readonly warmUpMs: number;
  /** How long a reader stays stuck. */
  readonly stuckMs: number;
}

export const DEFAULT_SIZES: Sizes = {
  repetitions: 5,
  slices: 3,
  wholeMs: 500,
  chunks: 200,
  gapMs: 20,
  sequentialCalls: 150,
  warmUpMs: 2_500,
  stuckMs: 8_000,
};
export const QUICK_SIZES: Sizes = {
  repetitions: 2,
  slices: 3,
  wholeMs: 300,
  chunks: 50,
  gapMs: 20,
  sequentialCalls: 50,
  warmUpMs: 1_000,
  stuckMs: 3_000,
};
/** What a stuck reader may cost in memory. */
export const STUCK_AIM_MB = 8;

/** What one system is asked, and how a good answer is known. */
export interface Call {
  readonly path: string;
  readonly body: string;
  readonly endsWith: string;
  readonly has: readonly string[];
  readonly lacks: readonly string[];
}

export interface Suite {
  readonly id: string;
  readonly title: string;
  readonly per: "call" | "chunk" | "first byte";
  readonly connections: number;
  readonly systems: readonly SystemId[];
  /** Whom the other systems are compared with. */
  readonly against: "bare" | "tollgate";
  /**
   * How often the bare worker's CPU a system may take; for a first byte, how many milliseconds more. Against the gateway:
   * how many microseconds more.
   */
  readonly aims: Partial<Record<SystemId, number>>;
  /**
   * How long the load of each measurement goes on before it counts. Left out, a short load of a few connections comes
   * before, and is settled first.
   */
  readonly warmMs?: number;
  /** `model` is one of the streams above; suites of whole answers need none. */
  readonly call: (system: SystemId, model: string) => Call;
}

const CONNECTIONS = 64;
const MESSAGES = [
  { role: "system", content: "You are a terse assistant." },
  { role: "user", content: "What does an edge gateway do? One sentence." },
];

export const WHOLE_MODEL = "whole";
/** Streams that are over at once, to warm a worker up. */
export const WARM_STREAM = "stream-c20-d1";
export const SHORT_STREAM = "stream-c3-d0";
export const pacedStream = (sizes: Sizes): string => `stream-c${sizes.chunks}-d${sizes.gapMs}`;
export const ENDLESS_STREAM = "endless";
/** The public name under which the gateway offers a model in the upstream's Anthropic wire. */
export const anthropicName = (model: string): string => `claude-${model}`;

const openaiCall = (fields: object, more: Partial<Call>): Call => ({
  path: "/v1/chat/completions",
  body: JSON.stringify({ messages: MESSAGES, temperature: 0.2, max_tokens: 100, ...fields }),
  endsWith: "data: [DONE]",
  has: [],
  lacks: [],
  ...more,
});

const anthropicCall = (model: string): Call => ({
  path: "/v1/messages",
  body: JSON.stringify({ model, system: MESSAGES[0]?.content, messages: [MESSAGES[1]], max_tokens: 100, stream: true }),
  endsWith: "message_stop",
  has: [`"output_tokens":${USAGE.output}`],
  lacks: [],
});

const TOTAL = `"total_tokens":${USAGE.total}`;
export const askingForUsage = (model: string): Call =>
  openaiCall({ model, stream: true, stream_options: { include_usage: true } }, { has: [TOTAL] });
const wholeCall = (): Call =>
  openaiCall({ model: WHOLE_MODEL }, { endsWith: TOTAL, has: ["forwards this small answer"] });

export const SUITES: readonly Suite[] = [
  {
    id: "whole",
    title: "small whole answer, same dialect",
    per: "call",
    connections: CONNECTIONS,
    systems: ["bare", "minimal", "tollgate"],
    against: "bare",
    aims: { tollgate: 1.6 },
    call: wholeCall,
  },
  {
    id: "limits",
    title: "the same under limits",
    per: "call",
    connections: CONNECTIONS,
    systems: ["counted", "leased", "tollgate"],
    against: "tollgate",
    aims: { leased: 60 },
    // A grant is sized by the pace of the second before, so that this is measured in full course.
    warmMs: 1_000,
    call: wholeCall,
  },
  {
    id: "stream",
    title: "paced stream, same dialect, usage asked for",
    per: "chunk",
    connections: CONNECTIONS,
    systems: ["bare", "tollgate"],
    against: "bare",
    aims: { tollgate: 1.5 },
    call: (_, model) => askingForUsage(model),
  },
  {
    id: "strip",
    title: "paced stream, same dialect, usage taken out",
    per: "chunk",
    connections: CONNECTIONS,
    systems: ["bare", "tollgate"],
    against: "bare",
    aims: {},
    call: (_, model) => openaiCall({ model, stream: true }, { lacks: ["total_tokens"] }),
  },
  {
    id: "anthropic",
    title: "paced stream, same dialect, Anthropic",
    per: "chunk",
    connections: CONNECTIONS,
    systems: ["bare", "tollgate"],
    against: "bare",
    aims: { tollgate: 1.5 },
    call: (system, model) => anthropicCall(system === "bare" ? model : anthropicName(model)),
  },
  {
    id: "translate",
    title: "paced stream, Anthropic provider, OpenAI client",
    per: "chunk",
    connections: CONNECTIONS,
    systems: ["bare", "tollgate"],
    against: "bare",
    aims: { tollgate: 5 },
    call: (system, model) => (system === "bare" ? anthropicCall(model) : askingForUsage(anthropicName(model))),
  },
  {
    id: "translate-back",
    title: "paced stream, OpenAI provider, Anthropic client",
    per: "chunk",
    connections: CONNECTIONS,
    systems: ["bare", "tollgate"],
    against: "bare",
    aims: { tollgate: 5 },
    call: (system, model) => (system === "bare" ? askingForUsage(model) : anthropicCall(model)),
  },
  {
    id: "first-byte",
    title: "first byte of a stream, delay at p50, one call at a time",
    per: "first byte",
    connections: 1,
    systems: ["bare", "tollgate"],
    against: "bare",
    aims: { tollgate: 1 },
    call: (_, model) => askingForUsage(model),
  },
];
