import { z } from "zod";
import { budgetFields, dollars, id, name, texts } from "../params.ts";

/** What a request to make or change a tag takes. Fields beyond these are kept as they are. */
export const tagFields = {
  ...budgetFields,
  name: id,
  description: z.string().max(2_000).nullish(),
  models: texts.nullish(),
  spend: dollars.nullish(),
  budget_id: name.nullish(),
};
