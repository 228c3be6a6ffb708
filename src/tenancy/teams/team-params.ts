import { z } from "zod";
import { MEMBER_ROUTES } from "../access/member-routes.ts";
import { budgetFields, dictionary, dollars, limit, limitsByModel, name, texts } from "../params.ts";

/** What the plain members may do with the keys of a team. */
export const memberPermissions = z.array(z.enum(MEMBER_ROUTES));

/** What any request about the fields of a team takes. Fields beyond these are kept as they are. */
export const teamFields = {
  ...budgetFields,
  team_alias: name.nullish(),
  organization_id: name.nullish(),
  models: texts.nullish(),
  model_aliases: z.record(z.string(), z.string()).nullish(),
  metadata: dictionary.nullish(),
  blocked: z.boolean().nullish(),
  spend: dollars.nullish(),
  tags: texts.nullish(),
  team_member_permissions: memberPermissions.nullish(),
  model_rpm_limit: limitsByModel.nullish(),
  model_tpm_limit: limitsByModel.nullish(),
  allowed_passthrough_routes: z.array(name).nullish(),
  /** What each member may use who has no limits of their own. */
  team_member_budget: dollars.nullish(),
  team_member_budget_duration: z.string().nullish(),
  team_member_rpm_limit: limit.nullish(),
  team_member_tpm_limit: limit.nullish(),
};
