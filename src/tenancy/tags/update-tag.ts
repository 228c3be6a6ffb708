import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { defineAction } from "../action.ts";
import { resolveBudget } from "../budgets/own-budget.ts";
import { mergeExtra } from "../given.ts";
import { anything } from "../params.ts";
import { stampChange } from "../stamps.ts";
import { tryUntilDone } from "../try-until-done.ts";
import { findTag } from "./find-tag.ts";
import { readTag } from "./read-tag.ts";
import { showTags } from "./show-tags.ts";
import { changedTagOutput } from "./tag-output.ts";
import { tagFields } from "./tag-params.ts";

/** What is left out stays, null clears. */
export const updateTag = defineAction({
  method: "POST",
  paths: ["/tag/update"],
  summary: "Change a tag",
  permission: "admin",
  input: z.object(tagFields).catchall(anything),
  output: changedTagOutput,
  async run(context, { name: tagName, ...given }) {
    const { fields, rest, ...wish } = readTag(given);
    const holder = nameHolder("tag", tagName);
    const tag = await tryUntilDone(async () => {
      const before = await findTag(context, tagName);
      const budgetId = await resolveBudget(context, holder, before.budgetId, wish);
      const changes = {
        ...fields,
        ...(budgetId !== undefined && { budgetId }),
        extra: mergeExtra(before.extra, rest),
        ...stampChange(context),
      };
      return await context.groups.tags.change(tagName, changes, before.updatedAtMs);
    });
    await context.changed([{ holder, epoch: tag.updatedAtMs }]);
    return { message: `Tag ${tagName} updated successfully`, tag: (await showTags(context, [tag]))[0] };
  },
});
