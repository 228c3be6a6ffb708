import type { LiveAdditions, LiveProblem } from "../config/apply-live-rows.ts";
import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { endpointsIn } from "../live/pass-through/endpoint-rows.ts";
import { endpointRowName, openEndpoint } from "../live/pass-through/seal-endpoint.ts";
import { credentialRowName, modelRowName } from "../live/seal-row.ts";
import { FETCHED_PRICES, type LiveRows, PASS_THROUGH } from "../store/live-config.ts";
import type { Sealer } from "../store/seal-secrets.ts";

interface Opened {
  readonly added: LiveAdditions;
  /** Rows whose secrets cannot be opened; they are left out. */
  readonly problems: readonly LiveProblem[];
}

/** What is configured at runtime, with its secrets. */
export async function openLiveRows(rows: LiveRows, sealer: Sealer): Promise<Opened> {
  const problems: LiveProblem[] = [];

  const open = async (plain: JsonObject, sealed: string | null, row: string): Promise<JsonObject | undefined> =>
    sealed === null ? plain : await attempt(row, async () => ({ ...plain, ...(await sealer.open(sealed, row)) }));

  async function attempt(row: string, opening: () => Promise<JsonObject>): Promise<JsonObject | undefined> {
    try {
      return await opening();
    } catch (error) {
      problems.push({ row: row.replace(":", " "), message: GatewayError.from(error).message });
      return undefined;
    }
  }

  const models = await Promise.all(
    rows.models.map(async ({ modelId, modelName, params, sealed, info }) => {
      const opened = await open(params, sealed, modelRowName(modelId));
      return opened === undefined ? [] : [{ id: modelId, modelName, params: opened, info }];
    }),
  );
  const credentials = await Promise.all(
    rows.credentials.map(async ({ credentialName, values, sealed }) => {
      const opened = await open(values, sealed, credentialRowName(credentialName));
      return opened === undefined ? [] : [[credentialName, opened] as const];
    }),
  );
  const stored = endpointsIn(rows.settings.find(({ section }) => section === PASS_THROUGH)?.value);
  const endpoints = await Promise.all(
    [...stored].map(async ([id, endpoint]) => {
      const opened = await attempt(endpointRowName(id), async () => await openEndpoint(sealer, endpoint, id));
      return opened === undefined ? [] : [[id, opened] as const];
    }),
  );
  const settings = Object.fromEntries(rows.settings.map(({ section, value }) => [section, value]));
  return {
    added: {
      models: models.flat(),
      credentials: new Map(credentials.flat()),
      accessGroups: Object.fromEntries(rows.accessGroups.map(({ accessGroup, models: names }) => [accessGroup, names])),
      settings,
      passThrough: new Map(endpoints.flat()),
      prices: {
        ...(settings[FETCHED_PRICES] as LiveAdditions["prices"] | undefined),
        ...Object.fromEntries(rows.prices.map(({ model, prices }) => [model, prices])),
      },
    },
    problems,
  };
}
