import type { Action } from "./action.ts";
import { deleteKeys } from "./keys/delete-keys.ts";
import { generateKey } from "./keys/generate-key.ts";
import { getKeyInfo } from "./keys/get-key-info.ts";
import { blockKey, unblockKey } from "./keys/set-key-blocked.ts";
import { listSpendLogs } from "./spend/list-spend-logs.ts";

/** Everything management can do. */
export const actions: readonly Action[] = [generateKey, getKeyInfo, deleteKeys, blockKey, unblockKey, listSpendLogs];
