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

const KEPT_HERE = /^resp_(?:kept|run)_[0-9a-f]{32}$/;
const RUN = /^resp_run_/;

const makeId = (prefix: string): string => `${prefix}${crypto.randomUUID().replaceAll("-", "")}`;

/** The id of an answer that the gateway itself keeps. */
export const makeKeptId = (): string => makeId("resp_kept_");
/** The id of one that it first writes in background. */
export const makeRunId = (): string => makeId("resp_run_");

export const isKeptHere = (id: string): boolean => KEPT_HERE.test(id);
/** Whether an answer that is kept here was, or still is, written in background. */
export const isRunHere = (id: string): boolean => isKeptHere(id) && RUN.test(id);

/** The id of the answer that an item is of, where both have got their ids here. */
export const keptIdOfItem = (itemId: string): string | undefined => {
  const [, name] = /^[a-z]+_((?:kept|run)_[0-9a-f]{32})_\d+$/.exec(itemId) ?? [];
  return name && `resp_${name}`;
};

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
