import type { LiveAdditions, LiveProblem } from "../config/apply-live-rows.ts";
import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { credentialRowName, modelRowName } from "../live/seal-row.ts";
import { FETCHED_PRICES, type LiveRows } from "../store/live-config.ts";
import type { Sealer } from "../store/seal-secrets.ts";

interface Opened {
  readonly added: LiveAdditions;
  /** Rows whose secrets cannot be opened; they are left out. */
  readonly problems: readonly LiveProblem[];
}

/** What is configured at runtime, with its secrets. */
export async function openLiveRows(rows: LiveRows, sealer: Sealer): Promise<Opened> {
  const problems: LiveProblem[] = [];

  async function open(plain: JsonObject, sealed: string | null, row: string): Promise<JsonObject | undefined> {
    if (sealed === null) return plain;
    try {
      return { ...plain, ...(await sealer.open(sealed, row)) };
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
  const settings = Object.fromEntries(rows.settings.map(({ section, value }) => [section, value]));
  return {
    added: {
      models: models.flat(),
      credentials: new Map(credentials.flat()),
      accessGroups: Object.fromEntries(rows.accessGroups.map(({ accessGroup, models: names }) => [accessGroup, names])),
      settings,
      prices: {
        ...(settings[FETCHED_PRICES] as LiveAdditions["prices"] | undefined),
        ...Object.fromEntries(rows.prices.map(({ model, prices }) => [model, prices])),
      },
    },
    problems,
  };
}
