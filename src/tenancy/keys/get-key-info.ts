import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { defineAction } from "../action.ts";
import { findKey } from "./change-key.ts";
import { keyRow } from "./key-row.ts";
import { resolveKeyHash } from "./resolve-key-hash.ts";

export const getKeyInfo = defineAction({
  method: "GET",
  paths: ["/key/info"],
  permission: "any-key",
  input: z.object({ key: z.string().optional() }),
  async run(context, { key = context.caller.key }) {
    const { caller } = context;
    const hash = resolveKeyHash(key);
    if (caller.role !== "admin" && hash !== caller.key) {
      // The same whether the other key exists or not.
      throw new GatewayError("route_denied", "You are not allowed to access this key's info.", { param: "key" });
    }
    const { token: _, ...info } = keyRow(await findKey(context, hash));
    return { key, info };
  },
});
