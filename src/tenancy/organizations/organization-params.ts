import { budgetFields, dictionary, dollars, limitsByModel, name, texts } from "../params.ts";

/** What any request about the fields of an organization takes. Fields beyond these are kept as they are. */
export const organizationFields = {
  ...budgetFields,
  budget_id: name.nullish(),
  models: texts.nullish(),
  metadata: dictionary.nullish(),
  spend: dollars.nullish(),
  model_rpm_limit: limitsByModel.nullish(),
  model_tpm_limit: limitsByModel.nullish(),
};
