import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { defineAction } from "../action.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

export const deleteKeys = defineAction({
  method: "POST",
  paths: ["/key/delete"],
  permission: "admin",
  input: z.object({ keys: z.array(z.string()).nullish(), key_aliases: z.array(z.string()).nullish() }),
  async run({ now, keys, keyCache, revoke }, input) {
    const [names, aliases] = [input.keys ?? [], input.key_aliases ?? []];
    if (names.length + aliases.length === 0)
      throw new GatewayError("invalid_request", "Either keys or key_aliases must name a key.", { param: "keys" });
    const named = names.map((name) => ({ name, hash: resolveKeyHash(name) }));
    const found = aliases.length === 0 ? [] : await keys.findByAliases(aliases);
    const asked = [...named, ...found.map(({ keyAlias, hash }) => ({ name: keyAlias ?? hash, hash }))];
    const gone = new Set(await keys.remove(asked.map(({ hash }) => hash)));
    // Also the ones that were not there: a copy of a key that is long gone must not stay either.
    await Promise.all(asked.map(({ hash }) => keyCache.forget(hash)));
    await Promise.all([...gone].map((hash) => revoke(hash, now())));
    if (gone.size === 0) throw new GatewayError("object_not_found", "Keys not found in database", { param: "keys" });
    return { deleted_keys: asked.filter(({ hash }) => gone.has(hash)).map(({ name }) => name) };
  },
});
