import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { defineAction } from "../action.ts";
import { removeOwnBudgets } from "../budgets/own-budget.ts";
import { id } from "../params.ts";
import { epochOfRemoval } from "../stamps.ts";
import { findTag } from "./find-tag.ts";

export const deleteTag = defineAction({
  method: "POST",
  paths: ["/tag/delete"],
  summary: "Delete a tag",
  permission: "admin",
  input: z.object({ name: id }),
  output: z.object({ message: z.string() }),
  async run(context, { name }) {
    const tag = await findTag(context, name);
    const holder = nameHolder("tag", name);
    await context.groups.tags.remove([name]);
    await removeOwnBudgets(context, [holder]);
    await context.changed([{ holder, epoch: epochOfRemoval(context, tag) }]);
    return { message: `Tag ${name} deleted successfully` };
  },
});
