import { GatewayError } from "../../core/errors.ts";
import { tokenOf } from "../../store/key-registry.ts";
import { defineAction, type TenancyContext } from "../action.ts";
import { addDuration, invalidDuration } from "../duration.ts";
import { findKey } from "./change-key.ts";
import { makeSecret, routesOf } from "./create-key.ts";
import { generatedKeyOutput } from "./key-output.ts";
import { keyRegeneration } from "./key-params.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";
import { showKey } from "./show-keys.ts";
import { applyFields, targetsOfChange } from "./update-key.ts";

/** Another secret for a key that stays what it is: its limits, spend and logs go on. */
export const regenerateKey = defineAction({
  method: "POST",
  paths: ["/key/regenerate", "/key/:key/regenerate"],
  summary: "Give a key another secret",
  permission: "grant-key",
  input: keyRegeneration,
  over: {
    param: "key",
    find: async (context, { key, ...given }) =>
      typeof key === "string" ? await targetsOfChange(context, { key, ...given }) : [undefined],
  },
  output: generatedKeyOutput,
  async run(context, { key: name, new_key, key_type: type, grace_period: grace, new_master_key: master, ...given }) {
    if (typeof master === "string") throw masterKeyStays("new_master_key");
    if (typeof name !== "string")
      throw new GatewayError("invalid_request", "The key to regenerate must be named.", { param: "key" });
    if (isMasterKey(context, name)) throw masterKeyStays("key");
    const found = await findKey(context, name);
    const { key, hash: secretHash, keyName } = makeSecret(new_key ?? undefined, "new_key");
    const fields = {
      ...given,
      ...(typeof type === "string" && { allowed_routes: routesOf(given.allowed_routes, type) }),
    };
    const previousUntilMs = endOfGrace(grace, context.now());
    const [before, record] = await applyFields(context, found, fields, { secretHash, keyName, previousUntilMs });
    // Copies of the key before that this isolate never saw; and someone may have tried the new one before it existed.
    await Promise.all([tokenOf(before), secretHash].map((secret) => context.keyCache.forget(secret)));
    return { ...(await showKey(context, record)), key, token_id: secretHash };
  },
});

function endOfGrace(period: string | null | undefined, nowMs: number): number | null {
  if (period === undefined || period === null || period === "") return null;
  const endMs = addDuration(nowMs, period);
  if (endMs === undefined) throw invalidDuration("grace_period");
  return endMs;
}

const isMasterKey = ({ caller }: TenancyContext, name: string): boolean =>
  caller.role === "admin" && resolveKeyHash(name) === caller.key;

const masterKeyStays = (param: string): GatewayError => {
  const message =
    "The master key is a secret of the worker and is not changed by requests. Set it with `wrangler secret put LITELLM_MASTER_KEY`.";
  return new GatewayError("invalid_request", message, { param });
};
