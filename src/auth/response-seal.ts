import { createHmac, timingSafeEqual } from "node:crypto";
import { decodeResponseId, encodeResponseId, type KeptResponse } from "../core/response-id.ts";

/** Makes ids of responses that providers keep, which only their owner can use. */
export interface ResponseSeal {
  /** The id that the owner is told. */
  name(response: KeptResponse, owner: string): string;
  /** Undefined for what was not made for this owner, or not here. Whoever may name everybody's (no owner) need not prove it. */
  open(id: string, owner: string | undefined): KeptResponse | undefined;
}

/** 128 bits: nobody can try so many. */
const TAG_BYTES = 16;
/** Tells these tags from whatever else is derived from the same secret. */
const PURPOSE = "tollgate response id";

/** `secrets` are texts of any length: the first seals, all open. A local run without a master key has none, and one caller only. */
export function createResponseSeal([current = "", ...earlier]: readonly string[]): ResponseSeal {
  return {
    name: (response, owner) => encodeResponseId({ ...response, tag: tagOf(response, owner, current) }),
    open(id, owner) {
      const found = decodeResponseId(id);
      if (found === undefined) return undefined;
      const { tag = "", ...response } = found;
      if (owner === undefined) return response;
      return [current, ...earlier].some((secret) => isSame(tag, tagOf(response, owner, secret))) ? response : undefined;
    },
  };
}

const tagOf = ({ provider, deployment, id }: KeptResponse, owner: string, secret: string): string =>
  createHmac("sha256", secret)
    .update(JSON.stringify([PURPOSE, owner, provider, deployment, id]))
    .digest()
    .subarray(0, TAG_BYTES)
    .toString("base64url");

function isSame(shown: string, expected: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
