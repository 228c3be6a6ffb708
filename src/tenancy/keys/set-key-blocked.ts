import { z } from "zod";
import { targetsOfKeys } from "../access/targets.ts";
import { type Action, defineAction } from "../action.ts";
import { changeKey, findKey } from "./change-key.ts";
import { keyOutput } from "./key-output.ts";
import { showKey } from "./show-keys.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

const setKeyBlocked = (path: string, blocked: boolean, summary: string): Action =>
  defineAction({
    method: "POST",
    paths: [path],
    summary,
    permission: "block-key",
    input: z.object({ key: z.string() }),
    over: { param: "key", find: async (context, { key }) => await targetsOfKeys(context, [resolveKeyHash(key)]) },
    output: keyOutput,
    async run(context, { key }) {
      const { hash } = await findKey(context, key);
      return await showKey(context, await changeKey(context, hash, { blocked }));
    },
  });

export const blockKey = setKeyBlocked("/key/block", true, "Block a key");
export const unblockKey = setKeyBlocked("/key/unblock", false, "Unblock a key");
