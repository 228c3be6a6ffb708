import type { GatewayError } from "../core/errors.ts";
import type { Fault } from "../core/fault.ts";
import type { JsonObject } from "../core/json.ts";
import type { Operation, Operations } from "../core/operation.ts";
import type { Units, Usage } from "../core/usage.ts";
import type { Frame } from "../streams/frame.ts";

/** What routing and metering need to know before anyone decides whether to translate. */
export interface Intent {
  /** Undefined where the path names the model instead. */
  readonly model: string | undefined;
  readonly stream: boolean;
  /** Of one answer. */
  readonly outputTokensMax?: number | undefined;
  /** Answers asked for; 1 when left out. */
  readonly choices?: number | undefined;
  /** What the request comes to beside tokens. */
  readonly units?: Units | undefined;
  readonly endUser?: string | undefined;
  /** Whether the provider is to run tools that some serve in one of their dialects only. */
  readonly wantsHostedTools?: boolean;
  /** Whether the client offers functions of its own, which some take in one of their dialects only. */
  readonly wantsFunctions?: boolean;
  /** Did the client ask for the usage chunk of a stream? True in dialects that always send it. */
  readonly wantsStreamUsage: boolean;
}

/** Where an encoded request is going. */
export interface Target {
  readonly model: string;
  /** Used by dialects that require an output cap when the client gave none. */
  readonly maxOutputTokens?: number | undefined;
  /** The answer is sent back with later requests, by whoever makes them: it has to hold what only its provider can read. */
  readonly isForReplay?: boolean | undefined;
}

/** An upstream request body, and the fields of the request that this dialect has no way to say. */
export interface EncodedRequest {
  readonly body: JsonObject;
  readonly unsupported: readonly string[];
}

/** Turns frames into events; keeps whatever it must remember between frames. */
export interface StreamDecoder<Event> {
  push(frame: Frame): readonly Event[];
  /** The provider closed the stream: events that were held back, and the end if the dialect has no mark for it. */
  finish(): readonly Event[];
}

export interface StreamEncoder<Event> {
  /** `next` is there already, where the provider told more than one at once: it is pushed right after. */
  push(event: Event, next?: Event): readonly Frame[];
}

export interface StreamEncoderOptions {
  readonly includeUsage: boolean;
  /** Unix seconds, for dialects that stamp their chunks. */
  readonly createdSeconds: number;
  /** The body as the client sent it, for dialects whose answers repeat it. */
  readonly request?: JsonObject;
  /** How an answer is named that its client may come back to. */
  readonly thread?: Thread | undefined;
}

/** What an answer says of the conversation that it is a part of. */
export interface Thread {
  /** In place of the provider's own id; absent where the answer is kept by nobody. */
  readonly keptAs?: string | undefined;
  readonly previousId?: string | undefined;
  /** The conversation that the answer is added to. */
  readonly conversationId?: string | undefined;
  /** Nobody waited for it. */
  readonly inBackground?: boolean | undefined;
  /** When the client was told of it, where that was before it was begun. */
  readonly createdSeconds?: number | undefined;
}

/** An item of a conversation, in the form that it is listed in. */
export interface NamedItem extends JsonObject {
  readonly id: string;
}

/** Makes an id for an item of this type. */
export type MakeItemId = (type: string) => string;

/** How clients come back to answers that the gateway itself keeps. Pure. */
export interface AnswerKeeper {
  /** What a client may leave out: it is kept unless they say otherwise. */
  wants(body: JsonObject): boolean;
  /** What is said with a request, as a list. */
  itemsOf(body: JsonObject): readonly JsonObject[];
  /** The request with what was said before it. */
  resume(body: JsonObject, before: readonly JsonObject[]): JsonObject;
  /** The whole answer in the frame that ends a stream; undefined for any other. */
  readEnd(frame: Frame): JsonObject | undefined;
  writeEnd(frame: Frame, answer: JsonObject): Frame;
  /** Whether the provider of an answer is still at work on it. */
  isUnderWay(answer: JsonObject): boolean;
  /** Says that nobody keeps an answer. */
  unkept(answer: JsonObject): JsonObject;
  /** The conversation that a request is a turn of, and the request without its name. Throws `invalid_request`. */
  readConversation(body: JsonObject): { readonly id: string; readonly said: JsonObject } | undefined;
  /** The ids by which a request refers to items that it does not hold. */
  referencesIn(body: JsonObject): readonly string[];
  /** The request with the items in place of references to them; an empty list takes the reference out. Others stay. */
  dereference(body: JsonObject, found: ReadonlyMap<string, readonly JsonObject[]>): JsonObject;
  /** What is said with a request, for a conversation that has these ids already. Throws `invalid_request` for an id that comes twice. */
  nameInput(body: JsonObject, taken: ReadonlySet<string>, makeId: MakeItemId): readonly NamedItem[];
  /** What is said in an answer, likewise; an id that comes twice is replaced. */
  nameOutput(answer: JsonObject, taken: ReadonlySet<string>, makeId: MakeItemId): readonly NamedItem[];
  /** Whether an answer is to be added to its conversation: one that failed is not. */
  isTurn(answer: JsonObject): boolean;
  /** Says that an answer is in no conversation. */
  leaveConversation(answer: JsonObject): JsonObject;
  /** Whether a client does not wait for the answer. */
  isForBackground(body: JsonObject): boolean;
  /** The request of a client that waits, and reads the answer as a stream. */
  foreground(body: JsonObject): JsonObject;
  /** What such a client is told before anything is known of the answer. */
  queued(body: JsonObject, head: AnswerHead): JsonObject;
}

interface AnswerHead {
  readonly id: string;
  readonly model: string;
  readonly createdSeconds: number;
  readonly previousId?: string | undefined;
}

/** How clients speak. Pure: no network, no clock, no configuration. */
export interface ClientDialect<O extends Operation> {
  readonly id: string;
  readonly operation: O;
  /** Checks what every request must have. Throws `invalid_request`, naming the field. */
  readIntent(body: JsonObject): Intent;
  /** Throws `invalid_request`, naming the field, when a part of the body cannot be understood. */
  decodeRequest(body: JsonObject): Operations[O]["request"];
  /** The fields that ask for what an answer of any other dialect cannot hold. */
  listUntranslatable?(body: JsonObject): readonly string[];
  encodeResponse(response: Operations[O]["response"], options: StreamEncoderOptions): JsonObject;
  encoder(options: StreamEncoderOptions): StreamEncoder<Operations[O]["event"]>;
  /** The body of an error answer. */
  encodeError(error: GatewayError): JsonObject;
  /** An error told inside a stream that has already begun. */
  encodeStreamError(error: GatewayError): readonly Frame[];
  /** What closes a good stream, written by the gateway when a provider is known to leave it out. */
  readonly endMark: readonly Frame[];
  /** All text the model has to read, for estimates. Need not be exact. */
  textsOf(body: JsonObject): readonly string[];
  /** Absent where a client sends the whole conversation each time. */
  readonly keeper?: AnswerKeeper;
}

/** How upstreams speak. Pure. */
export interface UpstreamDialect<O extends Operation> {
  readonly id: string;
  readonly operation: O;
  encodeRequest(request: Operations[O]["request"], target: Target): EncodedRequest;
  /** The native path: the client's own body, aimed at another model. Unknown fields survive. */
  retarget(body: JsonObject, target: Target): JsonObject;
  /** Throws `UpstreamFault` of kind `invalid-answer` when the body is not one of this dialect. */
  decodeResponse(body: JsonObject): Operations[O]["response"];
  /** The native path of a whole answer: what it consumed, and the body put right where it breaks the dialect's promise. Throws as `decodeResponse` does. */
  readResponse(body: JsonObject): ReadResponse;
  /** Where clients send an answer's id back: the native path then gives it one that leads to its deployment again. */
  readonly renamer?: AnswerRenamer;
  decoder(): StreamDecoder<Operations[O]["event"]>;
  watcher(): StreamWatcher;
}

export type Rename = (id: string) => string;

/** Gives an answer of the native path another id, and says what its provider does not know: its conversation. */
export interface AnswerRenamer {
  whole(body: JsonObject, rename: Rename, thread?: Thread): JsonObject;
  frame(frame: Frame, rename: Rename, thread?: Thread): Frame;
}

export interface ReadResponse {
  readonly usage: Usage | undefined;
  /** What was counted in the answer beside tokens. */
  readonly units?: Units | undefined;
  /** Undefined when the body is fine as it came, so that its bytes can be passed on untouched. */
  readonly repaired: JsonObject | undefined;
  /** For an estimate when the provider reports no usage. */
  readonly outputChars: number;
}

/**
 * Looks at the frames of a native stream, which go to the client untouched.
 * `push` never throws: a frame that is not what the dialect promises becomes the fault.
 */
export interface StreamWatcher {
  push(frame: Frame): void;
  readonly usage: Usage | undefined;
  /** The dialect's end mark was seen ("[DONE]", "message_stop"). */
  readonly ended: boolean;
  /** The answer itself was complete (every choice has its finish reason), whether or not the mark came. */
  readonly finished: boolean;
  /** A failure told in the stream, or a frame that is not of this dialect. */
  readonly fault: Fault | undefined;
  readonly outputChars: number;
  /** What the provider calls an answer that it goes on to write when nobody listens any more. */
  readonly background?: string | undefined;
  /** True for a frame that only tells the usage: it is kept from clients who did not ask for it. */
  isUsageOnly(frame: Frame): boolean;
}

export type Dialect<O extends Operation> = ClientDialect<O> & UpstreamDialect<O>;
