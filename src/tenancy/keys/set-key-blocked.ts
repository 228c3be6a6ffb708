import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { type Action, defineAction } from "../action.ts";
import { keyRow } from "./key-row.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

const setKeyBlocked = (path: string, blocked: boolean): Action =>
  defineAction({
    method: "POST",
    paths: [path],
    permission: "admin",
    input: z.object({ key: z.string() }),
    async run({ caller, now, keys, keyCache, revoke }, { key }) {
      const hash = resolveKeyHash(key);
      const record = await keys.change(hash, { blocked, updatedAtMs: now(), updatedBy: caller.user ?? caller.key });
      await keyCache.forget(hash);
      if (record === undefined)
        throw new GatewayError("object_not_found", "Key not found in database", { param: "key" });
      await revoke(hash, record.updatedAtMs);
      return keyRow(record);
    },
  });

export const blockKey = setKeyBlocked("/key/block", true);
export const unblockKey = setKeyBlocked("/key/unblock", false);
