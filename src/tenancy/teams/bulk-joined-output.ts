import { z } from "zod";
import { textOrNull } from "../output-parts.ts";
import { userOutput } from "../users/user-output.ts";
import { membershipOutput, teamOutput } from "./team-output.ts";

export const bulkJoinedTeamOutput = z.object({
  team_id: z.string(),
  results: z.array(
    z.object({
      user_id: textOrNull,
      user_email: textOrNull,
      success: z.boolean(),
      error: textOrNull,
      updated_user: userOutput.nullable(),
      updated_team_membership: membershipOutput.nullable(),
    }),
  ),
  total_requested: z.int(),
  successful_additions: z.int(),
  failed_additions: z.int(),
  updated_team: teamOutput.nullable(),
});
