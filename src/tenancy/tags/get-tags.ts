import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { defineAction } from "../action.ts";
import { showPeriod } from "../budgets/show-period.ts";
import { listAll } from "../list-all.ts";
import { id } from "../params.ts";
import { tagNotFound } from "./find-tag.ts";
import { showTags } from "./show-tags.ts";
import { tagsByNameOutput, tagsOutput } from "./tag-output.ts";

/** Tags by name. */
export const getTags = defineAction({
  method: "POST",
  paths: ["/tag/info"],
  summary: "Show several tags",
  permission: "see-all",
  input: z.object({ names: z.array(id).min(1) }),
  output: tagsByNameOutput,
  async run(context, { names }) {
    const tags = await context.groups.tags.findAll(names);
    const missing = names.find((name) => !tags.some(({ tagName }) => tagName === name));
    if (missing !== undefined) throw tagNotFound(missing);
    const rows = await showTags(context, tags);
    const shown = tags.map(
      async (tag, n) =>
        [tag.tagName, await showPeriod(context, nameHolder("tag", tag.tagName), tag, rows[n] ?? {})] as const,
    );
    return Object.fromEntries(await Promise.all(shown));
  },
});

export const listTags = defineAction({
  method: "GET",
  paths: ["/tag/list"],
  summary: "List tags",
  permission: "see-all",
  input: z.object({}),
  output: tagsOutput,
  async run(context) {
    return await showTags(context, await listAll(context.groups.tags));
  },
});
