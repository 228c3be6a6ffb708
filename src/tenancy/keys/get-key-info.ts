import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { targetsOfKeys } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { showPeriod } from "../budgets/show-period.ts";
import { findKey } from "./change-key.ts";
import { keyInfoOutput } from "./key-output.ts";
import { showKey } from "./show-keys.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

export const getKeyInfo = defineAction({
  method: "GET",
  paths: ["/key/info"],
  summary: "Show one key, or that of the request",
  permission: "see-key",
  input: z.object({ key: z.string().optional() }),
  over: {
    param: "key",
    find: async (context, { key = context.caller.key }) => await targetsOfKeys(context, [resolveKeyHash(key)]),
  },
  output: keyInfoOutput,
  async run(context, { key }) {
    const record = await findKey(context, key ?? context.caller.key);
    const { token, ...info } = await showKey(context, record);
    return { key: key ?? token, info: await showPeriod(context, nameHolder("key", record.hash), record, info) };
  },
});
