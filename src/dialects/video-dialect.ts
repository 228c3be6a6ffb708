import type { JsonObject } from "../core/json.ts";
import type { FilmGrade } from "../core/usage.ts";

/** What a client asks to be filmed, in OpenAI's words. */
export interface VideoOrder {
  readonly prompt: string;
  readonly seconds: number | undefined;
  /** In pixels: `1280x720`. */
  readonly size: string | undefined;
  /** What the film begins with. */
  readonly image: { readonly mediaType: string; readonly base64: string } | undefined;
  /** Fields that OpenAI does not know. Those of a form are texts. */
  readonly extras: JsonObject;
}

/** A request to the provider, behind its base address. */
interface VideoRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body: JsonObject | undefined;
}

export interface EncodedOrder extends VideoRequest {
  readonly body: JsonObject;
  /** Fields of the client's that cannot be said. */
  readonly unsupported: readonly string[];
  /** What is ordered, also where the client left it open. */
  readonly seconds: number;
  readonly size: string;
  /** Undefined for the usual. */
  readonly grade: FilmGrade | undefined;
}

/** How far it is. */
export type VideoState =
  | { readonly status: "in_progress" }
  | { readonly status: "failed"; readonly error: { readonly code: string; readonly message: string } }
  | { readonly status: "completed"; readonly film: Film };

/**
 * Where a film is that was made.
 *
 * inside     the answer itself holds it
 * path       at a path of the provider's, as it documents it
 * elsewhere  at an address that the gateway has no credential for
 */
export type Film =
  | { readonly at: "inside" }
  | { readonly at: "path"; readonly path: string }
  | { readonly at: "elsewhere"; readonly address: string };

/** How a provider takes OpenAI's videos that has words of its own for them. Pure. */
export interface VideoDialect {
  readonly id: string;
  /** `allowed` are extras that are said as they are, whatever is known of the provider. */
  encodeOrder(order: VideoOrder, model: string, allowed: ReadonlySet<string>): EncodedOrder;
  /** The provider's id of what was ordered. Throws an `UpstreamFault` for an answer that has none. */
  decodeOrder(answer: JsonObject): string;
  /** Asks how far it is. */
  encodeInquiry(id: string): VideoRequest;
  decodeState(answer: JsonObject): VideoState;
  /** The field of that answer whose text is the film in base64, where it may be inside. */
  readonly filmField?: string;
}
