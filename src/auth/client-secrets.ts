import type { JsonObject } from "../core/json.ts";
import { isObject, numberOf, textOf } from "../core/json.ts";
import { asId, type KeyHash } from "../core/ids.ts";
import type { Sealer } from "../store/seal-secrets.ts";

/** What a client secret stands for: realtime sessions of one model, charged to the key that made it. */
export interface SessionGrant {
  /** The hash of that key, as it was shown. */
  readonly key: KeyHash;
  /** As its holder named it. */
  readonly model: string;
  /** What a session is to be when it begins. */
  readonly session: JsonObject;
  readonly expiresAtMs: number;
}

/** Secrets for clients that cannot keep a key. Nobody has to remember them: they hold what they stand for, sealed. */
export interface ClientSecrets {
  /** Throws `gateway_not_configured` where there is nothing to seal with. */
  write(grant: SessionGrant): Promise<string>;
  /** Undefined for what was not made here, or holds no more. */
  read(secret: string, nowMs: number): Promise<SessionGrant | undefined>;
}

/** As OpenAI's begin: its SDK lets a browser have no other key. */
export const CLIENT_SECRET = "ek_";
/** What else is sealed with the same keys does not open as one of these. */
const PURPOSE = "realtime client secret";

export const createClientSecrets = (sealer: Sealer): ClientSecrets => ({
  write: async (grant) => `${CLIENT_SECRET}${await sealer.seal({ ...grant }, PURPOSE)}`,
  async read(secret, nowMs) {
    if (!secret.startsWith(CLIENT_SECRET)) return undefined;
    const grant = await sealer.open(secret.slice(CLIENT_SECRET.length), PURPOSE).then(grantIn, () => undefined);
    return grant !== undefined && nowMs < grant.expiresAtMs ? grant : undefined;
  },
});

function grantIn({ key, model, session, expiresAtMs }: JsonObject): SessionGrant | undefined {
  const until = numberOf(expiresAtMs);
  const [by, name] = [textOf(key), textOf(model)];
  if (until === undefined || by === undefined || name === undefined || !isObject(session)) return undefined;
  return { key: asId<"key-hash">(by), model: name, session, expiresAtMs: until };
}
