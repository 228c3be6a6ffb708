import { z } from "zod";
import { REGIONS } from "../../core/region.ts";
import { budgetFields, dollars, name } from "../params.ts";

/** What any request about the fields of a customer takes. Fields beyond these are kept as they are. */
export const customerFields = {
  ...budgetFields,
  alias: name.nullish(),
  blocked: z.boolean().nullish(),
  spend: dollars.nullish(),
  budget_id: name.nullish(),
  allowed_model_region: z.enum(REGIONS).nullish(),
  default_model: name.nullish(),
};
