import { z } from "zod";
import { isNamedBy } from "../../store/key-registry.ts";
import { judgePermission } from "../access/judge-permission.ts";
import { targetOfKey } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { teamsAround } from "../gone.ts";
import { texts } from "../params.ts";
import { keysOutput } from "./key-output.ts";
import { showKeys } from "./show-keys.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

const KEYS_MAX = 500;

/** `key` and `info` go together, entry by entry; keys that do not exist or are not to be seen are in neither. */
export const getKeyInfos = defineAction({
  method: "POST",
  paths: ["/v2/key/info"],
  summary: "Show several keys",
  permission: "any-key",
  input: z.object({ keys: z.array(z.string()).min(1).max(KEYS_MAX) }),
  output: z.object({ key: texts, info: keysOutput }),
  async run(context, { keys: names }) {
    const records = await context.keys.findAll(names.map(resolveKeyHash));
    const teams = await teamsAround(context, records);
    // As `/key/info` shows them one by one.
    const seen = records.filter((record) =>
      judgePermission(context.actor, "see-key", [targetOfKey(record, teams)], ["/key/info"]),
    );
    const rows = await showKeys(context, seen);
    const found = names.flatMap((name) => {
      const row = rows[seen.findIndex((each) => isNamedBy(each, resolveKeyHash(name)))];
      return row === undefined ? [] : [{ name, row }];
    });
    return { key: found.map(({ name }) => name), info: found.map(({ row }) => row) };
  },
});
