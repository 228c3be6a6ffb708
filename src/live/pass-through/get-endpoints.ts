import { z } from "zod";
import { coversPath } from "../../auth/check-pass-through.ts";
import { textOf } from "../../core/json.ts";
import { passThroughOf } from "../../core/pass-through-list.ts";
import { findTeam } from "../../tenancy/teams/find-team.ts";
import { id } from "../../tenancy/params.ts";
import { defineLiveAction, type LiveContext } from "../live-context.ts";
import { describePublished, describeStored } from "./describe-endpoint.ts";
import { endpointsOutput } from "./endpoint-output.ts";
import { publishedEndpoints, readEndpoints } from "./endpoint-rows.ts";

/** Those of the configuration file first. With a team, those that its keys may call. */
export const getEndpoints = defineLiveAction({
  method: "GET",
  paths: ["/config/pass_through_endpoint", "/config/pass_through_endpoint/team/:team_id"],
  summary: "List the pass-through endpoints",
  permission: "see-all",
  input: z.object({ endpoint_id: id.optional(), team_id: id.optional() }),
  output: endpointsOutput,
  async run(context, { endpoint_id: wanted, team_id: team }) {
    const allowed = team === undefined ? [] : await listOf(context, team);
    const all = [
      ...[...publishedEndpoints(context)].map(([each, shown]) => describePublished(each, shown)),
      ...[...(await readEndpoints(context))].map(([each, stored]) => describeStored(context, each, stored)),
    ];
    const isWanted = (each: (typeof all)[number]): boolean =>
      (wanted === undefined || each["id"] === wanted) && coversPath(allowed, textOf(each["path"]) ?? "");
    return { endpoints: all.filter(isWanted) };
  },
});

const listOf = async (context: LiveContext, team: string): Promise<readonly string[]> =>
  passThroughOf(await findTeam(context, team));
