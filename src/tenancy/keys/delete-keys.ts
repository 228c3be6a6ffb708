import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { isNamedBy, type KeyRecord } from "../../store/key-registry.ts";
import { targetOfKey } from "../access/targets.ts";
import { defineAction, type TenancyContext } from "../action.ts";
import { keyGone, teamsAround } from "../gone.ts";
import { texts } from "../params.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

/** Each is told to whoever counts for it, and an invocation may ask a thousand times. */
const KEYS_MAX = 200;

const input = z.object({
  keys: z.array(z.string()).max(KEYS_MAX).nullish(),
  key_aliases: z.array(z.string()).max(KEYS_MAX).nullish(),
});

export const deleteKeys = defineAction({
  method: "POST",
  paths: ["/key/delete"],
  summary: "Delete keys",
  permission: "end-key",
  input,
  over: {
    param: "keys",
    async find(context, given) {
      const asked = await findNamed(context, given);
      const teams = await teamsAround(context, recordsOf(asked));
      return asked.map(({ record }) => record && targetOfKey(record, teams));
    },
  },
  output: z.object({ deleted_keys: texts }),
  async run(context, given) {
    const { keys, keyCache } = context;
    const asked = await findNamed(context, given);
    const removed = await keys.remove(recordsOf(asked).map(({ hash }) => hash));
    const gone = new Set(removed.map(({ hash }) => hash));
    const teams = await teamsAround(context, removed);
    await context.changed(removed.map((key) => keyGone(context, key, teams)));
    // A copy of a key that is long gone must not stay either.
    const missing = asked.filter(({ record }) => record === undefined);
    await Promise.all(missing.map(({ name }) => keyCache.forget(resolveKeyHash(name))));
    if (gone.size === 0) throw new GatewayError("object_not_found", "Keys not found in database", { param: "keys" });
    return {
      deleted_keys: asked.flatMap(({ name, record }) => (record !== undefined && gone.has(record.hash) ? [name] : [])),
    };
  },
});

interface Named {
  readonly name: string;
  readonly record: KeyRecord | undefined;
}

const recordsOf = (named: readonly Named[]): readonly KeyRecord[] => named.flatMap(({ record }) => record ?? []);

async function findNamed(
  { keys }: TenancyContext,
  { keys: named, key_aliases: aliased }: z.output<typeof input>,
): Promise<readonly Named[]> {
  const [names, aliases] = [named ?? [], aliased ?? []];
  if (names.length + aliases.length === 0)
    throw new GatewayError("invalid_request", "Either keys or key_aliases must name a key.", { param: "keys" });
  const byName = names.length === 0 ? [] : await keys.findAll(names.map(resolveKeyHash));
  const byAlias = aliases.length === 0 ? [] : await keys.findByAliases(aliases);
  return [
    ...names.map((name) => ({ name, record: byName.find((record) => isNamedBy(record, resolveKeyHash(name))) })),
    ...byAlias.map((record) => ({ name: record.keyAlias ?? record.hash, record })),
  ];
}
