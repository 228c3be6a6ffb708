import type { Deployment, Prices } from "../core/deployment.ts";
import type { Fault } from "../core/fault.ts";
import type { JsonObject } from "../core/json.ts";
import type { Forward, Operation } from "../core/operation.ts";
import type { ProviderSetting } from "../core/provider-settings.ts";
import type { UpstreamDialect } from "../dialects/dialect.ts";
import type { SpeechDialect, TranscriptionDialect } from "../dialects/sound-dialect.ts";
import type { VideoDialect } from "../dialects/video-dialect.ts";
import type { Framing } from "../streams/parse-frames.ts";
import type { UpstreamTools } from "./upstream-tools.ts";

export type HeaderRecord = Record<string, string>;

/** One provider: where it is, how a call is signed, what it serves in which dialects, how its failures read. */
export interface Adapter {
  readonly id: string;
  readonly serves: Services;
  /** Where the model decides in which dialect and at which path it is served: in place of `serves`. */
  servesModel?(deployment: Deployment): Services;
  /** The paths of what is passed on to it unread; `url` completes them. */
  readonly forwards?: ForwardPaths;
  /** How it speaks and listens, where it has words of its own for that, and no path of `forwards`. */
  readonly sound?: SoundServices;
  /** In place of the path for videos, where it takes them in words of its own. */
  readonly films?: VideoDialect;
  /** The address of a realtime session that only transcribes may not name the model: it is named inside. */
  readonly transcribesUnnamed?: true;
  /** Where the credential comes from when the configuration names none: the first variable that is set. */
  readonly keyVariables: readonly string[];
  /** The variable that may name another base URL. */
  readonly baseVariables: readonly string[];
  /** The variables that may name the API version. */
  readonly versionVariables?: readonly string[];
  /** What else it has to be told, and the variables that may tell it. */
  readonly settings?: { readonly [S in ProviderSetting]?: readonly string[] };
  /** The place that a model is called at, where its name or id says so; clients write the name that a wildcard stands for. */
  placeOf?(model: string, settings: Deployment["settings"]): string | undefined;
  /** False for providers that take calls without a credential (a model server of one's own). */
  readonly needsCredential: boolean;
  /** What a call costs where the catalogue knows nothing of this provider. */
  readonly prices?: Prices;
  /** The models to list where the catalogue knows nothing of this provider. */
  readonly models?: readonly string[];
  /** Throws `GatewayError` when the deployment lacks what the URL is made of. */
  url(path: string, deployment: Deployment): string;
  /** Adds the credential to the headers; a promise only where a token has to be fetched or a digest made. */
  sign(headers: HeaderRecord, deployment: Deployment, outgoing: Outgoing, tools: UpstreamTools): void | Promise<void>;
  readFault(status: number, body: string, headers: Headers): Fault;
  /**
   * The address of a path that a client wrote as the provider documents it. Without it: behind the base address, where the
   * version that the path begins with takes the place of the base's own.
   */
  urlAsWritten?(path: string, deployment: Deployment): string;
  /** What such a client reaches beside `serves`. */
  servesAsWritten?(deployment: Deployment): Services;
  /** Answers without a network call; only the built-in demo has it. */
  readonly answer?: (body: JsonObject, operation: Operation, signal: AbortSignal) => Response;
  /**
   * In place of one POST: for a provider that is asked and then polled, or bound to the worker. Undefined where this
   * deployment is called like any other.
   */
  exchange?(request: Exchange, deployment: Deployment, tools: UpstreamTools): Promise<Response> | undefined;
}

export type ForwardPaths = { readonly [F in Forward]?: string };

export interface SoundServices {
  readonly speech?: SoundService<SpeechDialect>;
  readonly transcription?: SoundService<TranscriptionDialect>;
  readonly translation?: SoundService<TranscriptionDialect>;
}

interface SoundService<D> {
  /** The dialect says what is behind it. Throws `GatewayError` for a model that has none. */
  readonly path: string | ((deployment: Deployment) => string);
  readonly dialect: D;
}

export type Services = { readonly [O in Operation]?: Service<O> };

/** A request as it will be sent. */
export interface Outgoing {
  readonly url: string;
  /** POST unless said otherwise. */
  readonly method?: string;
  readonly body: string;
  /** Aborted when the answer is no longer waited for. */
  readonly signal: AbortSignal;
}

export interface Exchange extends Outgoing {
  readonly headers: HeaderRecord;
  readonly stream: boolean;
  readonly operation: Operation;
  /** Lets work outlive the request, such as to tell a provider that nobody waits any more. */
  readonly defer: (work: Promise<unknown>) => void;
}

export interface Service<O extends Operation> {
  readonly path: string | ((deployment: Deployment, stream: boolean) => string);
  /** First is preferred; any of them is forwarded without translation when the client speaks it too. */
  readonly dialects: readonly [UpstreamDialect<O>, ...UpstreamDialect<O>[]];
  /** The same operation at other paths, for clients who speak their dialects. */
  readonly also?: readonly Service<O>[];
  /**
   * Among `also`, where the provider runs tools that it does not run in the main one, for this model: taken for a request
   * that wants any and has to be translated either way.
   */
  readonly runsTools?: (model: string) => boolean;
  /** The same for functions of the client, which the main one refuses or calls without what was thought before. */
  readonly takesFunctions?: (model: string) => boolean;
  /** Small provider differences inside a shared dialect: renamed, unsupported or mandatory fields. */
  readonly adjust?: ((body: JsonObject, deployment: Deployment, stream: boolean) => JsonObject) | undefined;
  /** The fields of a body, as its dialect writes it, that the provider is known to refuse. */
  readonly rejects?: (body: JsonObject) => readonly string[];
  /** How its streams are cut into frames; as server-sent events unless said otherwise. */
  readonly framing?: Framing;
  /** Request headers of the client that are passed on, lower case; or what becomes of them. */
  readonly forwardHeaders?: readonly string[] | ((asked: Headers) => HeaderRecord);
  /** The body with what the client says by header and the provider reads there. */
  readonly readHeaders?: (body: JsonObject, asked: Headers, deployment: Deployment) => JsonObject;
  /**
   * True when the provider always closes a good stream with the dialect's end mark, so that its absence is a
   * broken stream even after a finish reason.
   */
  readonly marksEnd: boolean;
  /** True of counts that it refuses for some of its models: those are estimated. */
  readonly countsSome?: true;
  /** True when whole answers are bare lists; the dialect then reads `{"data": <the list>}`. */
  readonly answersWithList?: true;
  /** True when its chunks stray from the dialect's promises (text as a list of parts), so that streams are written anew. */
  readonly straysInStreams?: boolean;
}
