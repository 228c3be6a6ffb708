import { z } from "zod";
import { keysOutput } from "../keys/key-output.ts";
import { instantOrNull, limitOutput, pageOutput, stampOutput, textOrNull } from "../output-parts.ts";
import { dictionary, texts } from "../params.ts";
import { teamsOutput } from "../teams/team-output.ts";

export const userOutput = z
  .object({
    user_id: z.string(),
    user_alias: textOrNull,
    user_email: textOrNull,
    user_role: textOrNull,
    organization_id: textOrNull,
    budget_id: textOrNull,
    teams: texts,
    models: texts,
    metadata: dictionary,
    spend: z.number(),
    ...limitOutput,
    ...stampOutput,
  })
  .meta({ id: "User" });

/** `key` is the empty text where none was made. */
export const newUserOutput = userOutput.extend({
  key: z.string(),
  token: z.string().optional(),
  key_name: textOrNull.optional(),
  expires: instantOrNull.optional(),
});
export const updatedUserOutput = z.object({ user_id: z.string(), data: userOutput });
export const userInfoOutput = z.object({
  user_id: z.string(),
  user_info: userOutput,
  keys: keysOutput,
  teams: teamsOutput,
});
export const userPageOutput = z.object({
  users: z.array(userOutput.extend({ key_count: z.int() })),
  ...pageOutput,
});
export const usersOutput = z.array(userOutput);
export const bulkUpdatedUsersOutput = z.object({
  results: z.array(
    z.object({
      user_id: textOrNull,
      user_email: textOrNull,
      success: z.boolean(),
      error: textOrNull,
      updated_user: userOutput.nullable(),
    }),
  ),
  total_requested: z.int(),
  successful_updates: z.int(),
  failed_updates: z.int(),
});
export const availableUsersOutput = z.object({
  total_users: z.null(),
  total_users_used: z.int(),
  total_users_remaining: z.null(),
  total_teams: z.null(),
  total_teams_used: z.int(),
  total_teams_remaining: z.null(),
});
