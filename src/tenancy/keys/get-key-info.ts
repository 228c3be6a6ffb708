import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { defineAction } from "../action.ts";
import { keyRow } from "./key-row.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

export const getKeyInfo = defineAction({
  method: "GET",
  paths: ["/key/info"],
  permission: "any-key",
  input: z.object({ key: z.string().optional() }),
  async run({ caller, keys }, { key = caller.key }) {
    const hash = resolveKeyHash(key);
    if (caller.role !== "admin" && hash !== caller.key) {
      // The same whether the other key exists or not.
      throw new GatewayError("route_denied", "You are not allowed to access this key's info.", { param: "key" });
    }
    const record = await keys.find(hash);
    if (record === undefined) throw new GatewayError("object_not_found", "Key not found in database", { param: "key" });
    const { token: _, ...info } = keyRow(record);
    return { key, info };
  },
});
