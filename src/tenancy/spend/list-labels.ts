import { z } from "zod";
import { defineAction } from "../action.ts";
import { texts } from "../params.ts";
import { readAll } from "./sum-all.ts";

export const listAllEndUsers = defineAction({
  method: "GET",
  paths: ["/global/all_end_users"],
  summary: "Every customer that a request ever named",
  permission: "see-all",
  input: z.object({}),
  output: z.object({ end_users: texts }),
  run: async ({ spend }) => ({ end_users: await readAll((limit) => spend.listLabels("end_user", limit)) }),
});

export const listAllTagNames = defineAction({
  method: "GET",
  paths: ["/global/spend/all_tag_names"],
  summary: "Every tag that a request ever had",
  permission: "see-all",
  input: z.object({}),
  output: z.object({ tag_names: texts }),
  run: async ({ spend }) => ({ tag_names: await readAll((limit) => spend.listLabels("tag", limit)) }),
});

export const listDistinctTags = defineAction({
  method: "GET",
  paths: ["/tag/distinct"],
  summary: "Every tag that a request ever had",
  permission: "see-all",
  input: z.object({}),
  output: z.object({ results: z.array(z.object({ tag: z.string() })) }),
  async run({ spend }) {
    const tags = await readAll((limit) => spend.listLabels("tag", limit));
    return { results: tags.map((tag) => ({ tag })) };
  },
});
