import type { Actor } from "../access/actor.ts";
import { defineAction } from "../action.ts";
import { describeKey, insertKey, withDefaults } from "./create-key.ts";
import { generatedKeyOutput } from "./key-output.ts";
import { keyParams } from "./key-params.ts";
import { showKey } from "./show-keys.ts";
import { type Place, targetOfPlace } from "./place-key.ts";
import { readKey } from "./read-key.ts";

/** Owned by the team alone, whoever asks for it or is named. */
const placeInTeam = (_: Actor, { teamId = null, organizationId = null }: Partial<Place>): Place => ({
  userId: null,
  teamId,
  organizationId,
});

/** A key for a program of a team: it stays when those who made it leave. */
export const generateServiceAccount = defineAction({
  method: "POST",
  paths: ["/key/service-account/generate"],
  summary: "Make a key that belongs to a team and to no user",
  permission: "grant-key",
  input: keyParams.refine(({ team_id }) => (team_id ?? "") !== "", {
    path: ["team_id"],
    error: "Input should have team_id: a service account is owned by a team",
  }),
  over: {
    param: "team_id",
    async find(context, input) {
      const [fields] = readKey(withDefaults(input, context.defaultKeyParams), context.now());
      return [await targetOfPlace(context, placeInTeam(context.actor, fields))];
    },
  },
  output: generatedKeyOutput,
  async run(context, input) {
    const [key, described] = await describeKey(context, input, { place: placeInTeam });
    const { keyAlias, hash, metadata } = described;
    const record = { ...described, metadata: { service_account_id: keyAlias ?? hash, ...metadata } };
    await insertKey(context, record);
    return { ...(await showKey(context, record)), key, token_id: hash };
  },
});
