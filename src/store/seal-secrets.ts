import { GatewayError } from "../core/errors.ts";
import { isObject, type JsonObject, parseJson } from "../core/json.ts";

/**
 * Secrets as they lie in the database: `v1.<key id>.<base64url of iv, ciphertext and tag>`. AES-256-GCM with a key that
 * HKDF-SHA-256 (RFC 5869) derives; the name of the row is authenticated too, so a box moved to another row does not open.
 */
export interface Sealer {
  /** Throws `gateway_not_configured` where there is no key. */
  seal(secrets: JsonObject, row: string): Promise<string>;
  /** Throws `secret_unreadable` for a box that no key here opens, for another row, or changed. */
  open(box: string, row: string): Promise<JsonObject>;
  /** Whether the box should be sealed anew: it was with the key before. */
  isOld(box: string): Promise<boolean>;
}

interface Key {
  readonly id: string;
  readonly key: CryptoKey;
}

const FORM = "v1";
const IV_BYTES = 12;
const ID_BITS = 48;
/** Constant on purpose: it tells our keys from others that someone may derive from the same salt key. */
const HKDF_SALT = new TextEncoder().encode("tollgate sealed secrets");

/** `salts` are texts of any length: the first seals, all open. */
export function createSealer(salts: readonly string[]): Sealer {
  let keys: Promise<readonly Key[]> | undefined;
  // Not at start: most requests never need them.
  const all = (): Promise<readonly Key[]> => (keys ??= Promise.all(salts.map(deriveKey)));

  return {
    async seal(secrets, row) {
      const [current] = await all();
      if (current === undefined) throw noKey();
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const plain = new TextEncoder().encode(JSON.stringify(secrets));
      const sealed = await crypto.subtle.encrypt(algorithm(iv, row), current.key, plain);
      return [FORM, current.id, Buffer.concat([iv, new Uint8Array(sealed)]).toString("base64url")].join(".");
    },

    async open(box, row) {
      const [form, id, body = ""] = box.split(".");
      const found = (await all()).find((key) => key.id === id);
      if (form !== FORM || found === undefined) throw unreadable(row);
      const bytes = Buffer.from(body, "base64url");
      let value: unknown;
      try {
        const iv = bytes.subarray(0, IV_BYTES);
        const plain = await crypto.subtle.decrypt(algorithm(iv, row), found.key, bytes.subarray(IV_BYTES));
        value = parseJson(new TextDecoder().decode(plain));
      } catch (cause) {
        throw unreadable(row, cause);
      }
      if (!isObject(value as JsonObject)) throw unreadable(row);
      return value as JsonObject;
    },

    async isOld(box) {
      const [current] = await all();
      return box.split(".")[1] !== current?.id;
    },
  };
}

const algorithm = (iv: Uint8Array<ArrayBuffer>, row: string) => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(row),
});

async function deriveKey(salt: string): Promise<Key> {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(salt), "HKDF", false, [
    "deriveKey",
    "deriveBits",
  ]);
  const from = (info: string) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: HKDF_SALT,
    info: new TextEncoder().encode(info),
  });
  const id = await crypto.subtle.deriveBits(from("key id"), base, ID_BITS);
  const aes = { name: "AES-GCM", length: 256 };
  const key = await crypto.subtle.deriveKey(from("encryption"), base, aes, false, ["encrypt", "decrypt"]);
  return { id: Buffer.from(id).toString("base64url"), key };
}

const noKey = (): GatewayError =>
  new GatewayError(
    "gateway_not_configured",
    "Secrets cannot be stored: the gateway has no LITELLM_SALT_KEY to seal them with. Set it with `wrangler secret put LITELLM_SALT_KEY`, " +
      "or write the secret as os.environ/NAME and set the variable NAME.",
  );

const unreadable = (row: string, cause?: unknown): GatewayError =>
  new GatewayError(
    "secret_unreadable",
    `The secrets of ${row} cannot be opened: they were sealed with another LITELLM_SALT_KEY, or were changed.`,
    { cause },
  );
