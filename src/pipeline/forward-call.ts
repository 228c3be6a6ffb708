import type { Adapter, HeaderRecord } from "../adapters/adapter.ts";
import type { RouteGroup } from "../auth/check-route-access.ts";
import type { Settings } from "../config/gateway-config.ts";
import type { Caller } from "../core/caller.ts";
import type { Deployment } from "../core/deployment.ts";
import type { GatewayError } from "../core/errors.ts";
import type { Fault } from "../core/fault.ts";
import type { JsonObject } from "../core/json.ts";
import type { Forward } from "../core/operation.ts";
import type { Usage } from "../core/usage.ts";
import type { StreamWatcher } from "../dialects/dialect.ts";
import type { Frame } from "../streams/frame.ts";
import type { ChunkReader } from "../streams/read-chunks.ts";
import type { Metered } from "./metered.ts";

/** The request that one deployment is sent. */
export interface ForwardRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Behind the provider's base address, as `Adapter.url` takes it; with its query. */
  readonly path: string;
  /** In place of `path`: the whole address. */
  readonly url?: string;
  readonly headers: HeaderRecord;
  /** A stream is passed on as it comes, and never held whole. */
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
  /**
   * A good answer in the words of the client's API, where the provider has words of its own. Rejects with an `UpstreamFault`
   * for what it cannot read, and with a `GatewayError` for what the client is to be told in its place.
   */
  translate?(response: Response): Promise<Response>;
  /** Fires where the body breaks off that is under way. */
  readonly broken?: AbortSignal;
  /** What the provider said that an answer came to, once it is translated. */
  told?(): Usage | undefined;
}

/** What was answered in one piece. */
export interface ForwardAnswer {
  readonly text: string;
  /** Undefined for what is no JSON object. */
  readonly body: JsonObject | undefined;
  readonly headers: Headers;
}

/** Looks at the bytes of an answer that go by. `push` never throws. */
export interface Tap {
  push(chunk: Uint8Array): void;
  /** The answer ended; the reason where it is not whole. */
  finish(): Fault | undefined;
  readonly usage: Usage;
}

/** A request that is passed on as it is, and how it is known what it came to. */
export interface ForwardCall extends Metered {
  /** The body can be had once only, so no other deployment can be asked after one that failed. */
  readonly isOnce: boolean;
  /** The answer is bytes of the client's own, whatever type they are of: they are piped, and never held whole. */
  readonly isRaw?: true;
  /** Throws `GatewayError` for what cannot be said to this deployment. */
  prepare(deployment: Deployment, adapter: Adapter): ForwardRequest | Promise<ForwardRequest>;
  /** Why the body broke off on its way to the provider, where the client is to blame for that. */
  bodyFault?(): GatewayError | undefined;
  /** What the answer says of it; undefined where it says nothing. */
  readUsage(answer: ForwardAnswer): Usage | undefined;
  /** In the place of `readUsage`, where it has to be found out whether it was charged before. Runs before the answer is sent. */
  charge?(answer: ForwardAnswer): Promise<Usage>;
  /** What it comes to where nobody said. */
  estimate(): Usage;
  /** For an answer that is a stream of events; absent where there is none that could be read. */
  watch?(): StreamWatcher;
  /** Whether such a stream, having ended, was complete; without it every end is a good one. */
  isWhole?(watcher: StreamWatcher): boolean;
  /** A frame of such a stream as the client is to read it, where ids in it are not the provider's own. */
  rewriteFrame?(frame: Frame, deployment: Deployment): Frame;
  /** An error as the clients of such a stream are told it; without it they are cut off. */
  encodeStreamError?(error: GatewayError): readonly Frame[];
  /** For a stream in another form, by its content type; undefined where it cannot be read. */
  tap?(type: string): Tap | undefined;
  /** The answer as the client is to read it, where ids in it are not the provider's own. Runs before it is sent. */
  rewrite?(body: JsonObject, served: { readonly deployment: Deployment; readonly caller: Caller }): Promise<JsonObject>;
}

/** A request that the gateway itself answers, once it is let in: nobody else is asked. */
export interface HeldCall extends Metered {
  /** Rejects with `GatewayError`. */
  respond(): Promise<Response>;
}

/** What a provider answered, whose body is still to come. */
export interface Forwarded {
  readonly response: Response;
  /** What it came to, where that is known already. */
  readonly usage?: Usage | undefined;
  /** Makes the body fail. */
  readonly cancel: () => void;
}

/** A public path of this kind. */
export interface ForwardEndpoint {
  readonly operation: Forward;
  readonly method: ForwardRequest["method"];
  readonly paths: readonly [string, ...string[]];
  readonly groups: readonly RouteGroup[];
  encodeError(error: GatewayError): JsonObject;
  /**
   * Reads what decides where the request goes, and what limits are claimed by. `steps` are the named steps of the path.
   * Rejects with `GatewayError` for what cannot be passed on.
   */
  read(request: Request, tools: ForwardTools): Promise<ForwardCall>;
}

/** A path of what is kept for clients, by providers or by the gateway itself. */
export interface KeptEndpoint extends Omit<ForwardEndpoint, "read"> {
  read(request: Request, tools: ForwardTools): Promise<ForwardCall | HeldCall>;
}

export interface ForwardTools {
  /** Told of an upload of which only the beginning is read before the call is let in. */
  readonly opened?: (rest: ChunkReader) => void;
  readonly caller: Caller;
  readonly settings: Settings;
  readonly steps: Readonly<Record<string, string>>;
}
