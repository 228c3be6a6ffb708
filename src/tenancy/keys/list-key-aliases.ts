import { z } from "zod";
import { visibleFilter } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { texts } from "../params.ts";

/** Of all keys that the caller may list. */
export const listKeyAliases = defineAction({
  method: "GET",
  paths: ["/key/aliases"],
  summary: "List the aliases of keys",
  permission: "any-key",
  input: z.object({}),
  output: z.object({ aliases: texts }),
  async run({ actor, keys }) {
    return { aliases: await keys.listAliases(visibleFilter(actor)) };
  },
});
