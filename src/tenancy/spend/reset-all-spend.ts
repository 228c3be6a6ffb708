import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { defineAction } from "../action.ts";
import { stampChange } from "../stamps.ts";
import { doneOutput } from "./report-output.ts";

/** Each takes a few trips, of which a request has not many. Copies of the others age out within a minute. */
const TOLD_MAX = 100;

/** Of keys and teams, as in LiteLLM: users, organizations, customers and tags keep theirs. */
export const resetAllSpend = defineAction({
  method: "POST",
  paths: ["/global/spend/reset"],
  summary: "Set what all keys and teams have spent to 0",
  permission: "admin",
  input: z.object({}),
  output: doneOutput,
  async run(context) {
    if (context.caller.role !== "admin")
      throw new GatewayError("route_denied", "Only the master key may do this. Route=/global/spend/reset.");
    const stamp = stampChange(context);
    const keys = await context.keys.resetSpend(stamp);
    const teams = await context.groups.teams.resetSpend(stamp);
    // A team first: with it go all the copies that this isolate has.
    const changed = [
      ...teams.map(({ id, updatedAtMs }) => ({ holder: nameHolder("team", id), epoch: updatedAtMs })),
      ...keys.map(({ id, updatedAtMs }) => ({ holder: nameHolder("key", id), epoch: updatedAtMs })),
    ];
    await context.changed(changed.slice(0, TOLD_MAX));
    return { message: "The spend of all keys and teams is 0 from now on.", status: "success" };
  },
});
