import { expect } from "vitest";
import { adapters } from "../../src/adapters/index.ts";
import { openLiveRows } from "../../src/compose/open-live-rows.ts";
import { applyLiveRows } from "../../src/config/apply-live-rows.ts";
import { buildTemplate } from "../../src/config/build-template.ts";
import { findAdapter } from "../../src/config/find-adapter.ts";
import type { GatewayConfig } from "../../src/config/gateway-config.ts";
import { groupModels } from "../../src/config/group-models.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import type { Caller } from "../../src/core/caller.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { allActions } from "../../src/http/all-actions.ts";
import type { LiveParts } from "../../src/live/live-context.ts";
import { expandWildcard } from "../../src/router/expand-wildcard.ts";
import { indexModels } from "../../src/router/model-index.ts";
import { createD1LiveRegistries, D1LiveConfig } from "../../src/store/d1/d1-live-config.ts";
import { createSealer } from "../../src/store/seal-secrets.ts";
import { listModelsOf } from "../../src/usage/list-models-of.ts";
import { contextOn } from "./management.ts";

export interface LiveOptions {
  /** The first seals, all open. */
  readonly salts?: readonly string[];
  /** A configuration file. */
  readonly file?: string;
  readonly fetch?: typeof fetch;
  readonly variable?: (name: string) => string | undefined;
  /** Called after each write. */
  readonly changed?: () => void;
}

const BUILT_IN: ReadonlySet<string> = new Set(adapters.keys());

function publish(file: string): GatewayConfig {
  const { config, errors } = parseConfig(file, "config.yaml", { providers: BUILT_IN });
  if (errors.length > 0) throw new Error(errors.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  return config;
}

/** What live actions run with, in an isolate that has just read what there is. */
export async function liveContextOn(
  database: D1Database,
  now: () => number,
  {
    salts = ["a salt key"],
    file = "model_list: []",
    fetch: fetcher = fetch,
    variable = () => undefined,
    changed = () => {},
  }: LiveOptions = {},
): Promise<LiveParts> {
  const published = publish(file);
  const sealer = createSealer(salts);
  const reader = new D1LiveConfig(database);
  const opened = await openLiveRows(await reader.read(), sealer);
  const applied = applyLiveRows(published, opened.added, BUILT_IN);
  const { config } = applied;
  const adapterOf = findAdapter(config, {});
  const templates = config.models.map((model) =>
    buildTemplate(model, adapterOf(model.provider), config.settings, {}, config.prices),
  );
  return {
    ...contextOn(database, now),
    models: indexModels(templates, config.aliases),
    accessGroups: groupModels(config.models, config.accessGroups),
    servesItself: (path) => path === "/v1/models",
    writingLive: (author) => createD1LiveRegistries(database, { author, now }),
    live: {
      config,
      published,
      problems: [...opened.problems, ...applied.problems],
      read: async () => await reader.read(),
      open: async (rows) => await openLiveRows(rows, sealer),
      sealer,
      providers: BUILT_IN,
      adapterOf,
      expand: (wildcard) => expandWildcard(wildcard, templates, listModelsOf),
      changed,
      fetch: fetcher,
      variable,
    },
  };
}

export interface LiveManagement {
  /** Runs the action of a route, and answers what a client would read. `route` is `POST /model/new`. */
  act(route: string, input?: Json, caller?: Caller): Promise<JsonObject>;
  /** How often isolates were told of a write. */
  writes(): number;
}

/** Management of what is configured at runtime, at a clock that stands still. */
export function manageLiveOn(database: D1Database, nowMs: number, options: LiveOptions = {}): LiveManagement {
  let writes = 0;
  return {
    writes: () => writes,
    async act(route, input = {}, caller) {
      const action = allActions.find(({ method, paths }) => paths.some((path) => `${method} ${path}` === route));
      if (action === undefined) throw new Error(`There is no ${route}.`);
      const context = await liveContextOn(database, () => nowMs, { ...options, changed: () => void (writes += 1) });
      const answer = await action.run({ ...context, ...(caller !== undefined && { caller }) }, input);
      const read = JSON.parse(JSON.stringify(answer)) as JsonObject;
      expect(action.output.safeParse(read).error, `${route} answers what it promises`).toBeUndefined();
      return read;
    },
  };
}

/** All that lies in the database, as text. */
export async function dumpTables(database: D1Database): Promise<string> {
  const { results: tables } = await database
    .prepare("select name from sqlite_master where type = 'table' and name not glob '_cf*'")
    .all<{ name: string }>();
  const answers = await database.batch(tables.map(({ name }) => database.prepare(`select * from "${name}"`)));
  return JSON.stringify(answers.map(({ results }) => results));
}
