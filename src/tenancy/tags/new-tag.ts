import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { zeroUsd } from "../../core/money.ts";
import type { TagRecord } from "../../store/group-registry.ts";
import { defineAction } from "../action.ts";
import { resolveBudget } from "../budgets/own-budget.ts";
import { withoutNulls } from "../given.ts";
import { anything } from "../params.ts";
import { stampNew } from "../stamps.ts";
import { readTag } from "./read-tag.ts";
import { showTags } from "./show-tags.ts";
import { changedTagOutput } from "./tag-output.ts";
import { tagFields } from "./tag-params.ts";

export const newTag = defineAction({
  method: "POST",
  paths: ["/tag/new"],
  summary: "Make a tag",
  permission: "admin",
  input: z.object(tagFields).catchall(anything),
  output: changedTagOutput,
  async run(context, { name: tagName, ...given }) {
    const { tags } = context.groups;
    const { fields, rest, ...wish } = readTag(given);
    if ((await tags.find(tagName)) !== undefined) throw tagExists(tagName);
    const holder = nameHolder("tag", tagName);
    const budgetId = await resolveBudget(context, holder, null, wish);
    const tag: TagRecord = {
      description: null,
      models: [],
      spend: zeroUsd,
      ...fields,
      tagName,
      budgetId: budgetId ?? null,
      extra: withoutNulls(rest),
      ...stampNew(context),
    };
    if ((await tags.insert(tag)) === "taken") throw tagExists(tagName);
    // That it did not exist may be remembered.
    await context.changed([{ holder, epoch: tag.updatedAtMs }]);
    return { message: `Tag ${tagName} created successfully`, tag: (await showTags(context, [tag]))[0] };
  },
});

const tagExists = (name: string) => new GatewayError("object_exists", `Tag ${name} already exists`, { param: "name" });
