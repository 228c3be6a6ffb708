import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { TeamRecord } from "../../store/group-registry.ts";
import { type Action, defineAction } from "../action.ts";
import { id, texts } from "../params.ts";
import { changeSeenTeam, findTeam } from "./find-team.ts";
import { tryUntilDone } from "../try-until-done.ts";
import { teamOutput } from "./team-output.ts";
import { teamRow } from "./team-row.ts";

type ChangeModels = (team: TeamRecord, named: readonly string[]) => readonly string[];

const changeModels = (path: string, summary: string, modelsOf: ChangeModels): Action =>
  defineAction({
    method: "POST",
    paths: [path],
    summary,
    permission: "admin",
    input: z.object({ team_id: id, models: texts.min(1) }),
    output: teamOutput,
    async run(context, { team_id, models: named }) {
      const team = await tryUntilDone(async () => {
        const before = await findTeam(context, team_id);
        return await changeSeenTeam(context, before, { models: modelsOf(before, named) });
      });
      return teamRow(team, await context.groups.members.listOf(team.teamId), context);
    },
  });

/** As in LiteLLM, a team that may use all models may use only these from then on. */
export const addTeamModels = changeModels("/team/model/add", "Let a team use more models", ({ models }, named) => [
  ...new Set([...models, ...named]),
]);

/** Throws `invalid_request` instead of taking away the last one: an empty list allows every model. */
export const deleteTeamModels = changeModels("/team/model/delete", "Take models from a team", ({ models }, named) => {
  const left = models.filter((model) => !named.includes(model));
  if (left.length > 0 || models.length === 0) return left;
  const message = "A team without a list may use all models. Leave it one, or block the team.";
  throw new GatewayError("invalid_request", message, { param: "models" });
});
