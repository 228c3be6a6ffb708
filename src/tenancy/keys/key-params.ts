import { z } from "zod";
import { withoutNulls } from "../given.ts";
import { anything, budgetFields, dictionary, dollars, limitsByModel, name, texts } from "../params.ts";

/** What only keys have, also where a request makes a user together with a key. */
const onlyOfKeys = {
  key_alias: name.nullish(),
  duration: z.string().nullish(),
  aliases: z.record(z.string(), z.string()).nullish(),
  permissions: dictionary.nullish(),
  team_id: name.nullish(),
  blocked: z.boolean().nullish(),
  tags: texts.nullish(),
  allowed_routes: z.array(name).nullish(),
};

/** What says how a key is made. */
const onlyOfNewKeys = {
  key: name.nullish(),
  key_type: z.enum(["default", "llm_api", "management", "read_only"]).nullish(),
};

export const userKeyFields = { ...onlyOfKeys, ...onlyOfNewKeys };

/** What any request about the fields of a key takes. Fields beyond these are kept as they are. */
const keyFields = z
  .object({
    ...budgetFields,
    ...onlyOfKeys,
    models: texts.nullish(),
    metadata: dictionary.nullish(),
    user_id: name.nullish(),
    organization_id: name.nullish(),
    budget_id: name.nullish(),
    spend: dollars.nullish(),
    model_rpm_limit: limitsByModel.nullish(),
    model_tpm_limit: limitsByModel.nullish(),
    allowed_passthrough_routes: z.array(name).nullish(),
  })
  .catchall(anything);

export type KeyFields = z.output<typeof keyFields>;

/** What `/key/generate` takes; null is the same as left out. */
export const keyParams = keyFields.extend(onlyOfNewKeys).transform(withoutNulls);

export type KeyParams = z.output<typeof keyParams>;

/** What a request about a key that exists takes: what is left out stays, and null clears. */
const changedFields = keyFields
  .extend({
    temp_budget_increase: dollars.nullish(),
    temp_budget_expiry: z.iso.datetime({ offset: true, local: true }).nullish(),
  })
  .refine(
    ({ temp_budget_increase: by, temp_budget_expiry: until }) =>
      (typeof by === "number") === (typeof until === "string"),
    {
      path: ["temp_budget_expiry"],
      error: "Input should have temp_budget_increase and temp_budget_expiry together",
    },
  );

/** What `/key/update` takes. */
export const keyChanges = changedFields.safeExtend({ key: z.string() });

export type KeyChanges = z.output<typeof keyChanges>;

/** What `/key/regenerate` takes, with the key in the path or the body. */
export const keyRegeneration = changedFields.safeExtend({
  key: z.string().nullish(),
  key_type: onlyOfNewKeys.key_type,
  new_key: name.nullish(),
  /** How long the key before may still be used: `24h`. */
  grace_period: z.string().nullish(),
  new_master_key: z.string().nullish(),
});
