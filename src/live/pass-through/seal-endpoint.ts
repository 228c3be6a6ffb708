import { looksSecret } from "../../config/looks-secret.ts";
import { GatewayError } from "../../core/errors.ts";
import { isObject, type Json, type JsonObject, textOf } from "../../core/json.ts";
import type { Sealer } from "../../store/seal-secrets.ts";
import { MASK } from "../split-secrets.ts";

/** A variable by its name, with or without the scheme of an `Authorization` before it. */
const NAMES_VARIABLE = /^(?:[A-Za-z]+ )?os\.environ\/\w+$/;
/** Headers that say what a body is, and never who sends it. */
const PLAIN: readonly string[] = ["accept", "content-type"];

/** What the box of an endpoint belongs to: it opens for nothing else. */
export const endpointRowName = (endpointId: string): string => `pass-through:${endpointId}`;

/** As answers have it: with a mask for what is secret, which is every header that is not known to be none. */
export function maskEndpoint(endpoint: JsonObject): JsonObject {
  const { shown } = split(endpoint);
  return shown;
}

/**
 * As it is stored: what may be shown, masks in it, and a box with what they stand for. Throws `gateway_not_configured` for a
 * secret that there is no key for, `invalid_request` for a mask that stands for nothing.
 */
export async function sealEndpoint(sealer: Sealer, endpoint: JsonObject, endpointId: string): Promise<JsonObject> {
  const { shown, secret } = split(endpoint);
  if (Object.keys(secret).length === 0) return shown;
  const masked = Object.keys(secret).find((name) => secret[name] === MASK);
  if (masked !== undefined) {
    const message = `\`${masked}\`: ${MASK} stands for a value that is not shown. Write the value itself.`;
    throw new GatewayError("invalid_request", message, { param: masked });
  }
  // The audit log keeps nothing under a name like this.
  return { ...shown, sealed_secrets: await sealer.seal(secret, endpointRowName(endpointId)) };
}

/** As it was given. Throws `secret_unreadable`. */
export async function openEndpoint(
  sealer: Sealer,
  { sealed_secrets: box, ...shown }: JsonObject,
  endpointId: string,
): Promise<JsonObject> {
  if (typeof box !== "string") return shown;
  const secret = await sealer.open(box, endpointRowName(endpointId));
  const headers = headersOf(shown).map(([name, value]) => [name, secret[`headers.${name}`] ?? value]);
  return { ...shown, target: secret["target"] ?? shown["target"], headers: Object.fromEntries(headers) };
}

export const headersOf = ({ headers }: JsonObject): readonly (readonly [name: string, value: Json | undefined])[] =>
  isObject(headers) ? Object.entries(headers) : [];

/** `secret` has its values by `target` and `headers.<name>`. */
function split(endpoint: JsonObject): { readonly shown: JsonObject; readonly secret: JsonObject } {
  const target = textOf(endpoint["target"]) ?? "";
  const hidden = headersOf(endpoint).filter(([name, value]) => isSecretHeader(name, value));
  const isHidden = looksSecret(target) || target === MASK;
  const masks = Object.fromEntries(hidden.map(([name]) => [name, MASK]));
  return {
    shown: {
      ...endpoint,
      ...(isHidden && { target: MASK }),
      headers: { ...Object.fromEntries(headersOf(endpoint)), ...masks },
    },
    secret: {
      ...(isHidden && { target }),
      ...Object.fromEntries(hidden.map(([name, value]) => [`headers.${name}`, value])),
    },
  };
}

const isSecretHeader = (name: string, value: Json | undefined): boolean =>
  typeof value === "string" && value !== "" && !NAMES_VARIABLE.test(value) && !PLAIN.includes(name.toLowerCase());
