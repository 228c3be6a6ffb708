import { asId, type DeploymentId } from "./ids.ts";

/** A response that a provider keeps, and where. */
export interface KeptResponse {
  readonly provider: string;
  readonly deployment: DeploymentId;
  /** The provider's own id for it. */
  readonly id: string;
}

/** A response as a client names it, and what it shows for being its owner. */
export interface NamedResponse extends KeptResponse {
  /** Absent in ids of LiteLLM. */
  readonly tag?: string;
}

const PREFIX = "resp_";
/** No base64 has it. */
const BEFORE_TAG = ".";
/**
 * LiteLLM's record, so that ids which it gave out lead to the same deployments here. A client may write it, so no part of
 * it is looked for from more than one place.
 */
const RECORD = /^litellm:custom_llm_provider:([^;]*);model_id:(.*);response_id:(.*)$/s;

/**
 * The id that a client gets to see: opaque, safe in a path, and all that is needed to find the response again. It is no
 * secret; `tag` proves for whom it was made.
 */
export function encodeResponseId({ provider, deployment, id, tag }: NamedResponse): string {
  const record = `litellm:custom_llm_provider:${provider};model_id:${deployment};response_id:${id}`;
  const bytes = String.fromCharCode(...new TextEncoder().encode(record));
  const text = btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return PREFIX + text + (tag === undefined ? "" : BEFORE_TAG + tag);
}

/** Undefined for an id that was not made so, such as a provider's own. Never throws. */
export function decodeResponseId(text: string): NamedResponse | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const [body = "", ...tag] = text.slice(PREFIX.length).split(BEFORE_TAG);
  const [, provider, deployment, id] = RECORD.exec(readBase64(body) ?? "") ?? [];
  if (provider === undefined || deployment === undefined || id === undefined) return undefined;
  return { provider, deployment: asId(deployment), id, ...(tag.length > 0 && { tag: tag.join(BEFORE_TAG) }) };
}

const KEPT_HERE = /^resp_kept_[0-9a-f]{32}$/;

/** The id of an answer that the gateway itself keeps. */
export const makeKeptId = (): string => `resp_kept_${crypto.randomUUID().replaceAll("-", "")}`;

export const isKeptHere = (id: string): boolean => KEPT_HERE.test(id);

/** Of either alphabet, padded or not; undefined for what is none, or is no UTF-8. */
function readBase64(text: string): string | undefined {
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)),
    );
  } catch {
    return undefined;
  }
}
