import { z } from "zod";
import { texts } from "../../tenancy/params.ts";

const group = { access_group: z.string(), model_names: texts };

/** As `groupRow` writes it. */
export const groupOutput = z.object({ ...group, deployment_count: z.int() }).meta({ id: "AccessGroup" });

export const changedGroupOutput = z.object({ ...group, models_updated: z.int() });
export const deletedGroupOutput = z.object({
  access_group: z.string(),
  models_updated: z.int(),
  message: z.string(),
});
