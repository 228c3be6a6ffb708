import { beforeAll, describe, expect, it } from "vitest";
import { GatewayError } from "../../src/core/errors.ts";
import type { Action } from "../../src/tenancy/action.ts";
import { actions } from "../../src/tenancy/index.ts";
import { findLeak } from "../injection/find-leak.ts";
import { makeCorpus } from "../injection/payloads.ts";
import { SAMPLES } from "../injection/samples.ts";
import { slotsOf } from "../injection/slots.ts";
import { emptyDatabase } from "./database.ts";
import { contextOn } from "./management.ts";

/** The whole corpus runs against a gateway in `test/injection/run.ts`. */
const corpus = makeCorpus(1_000, 7);
const STRINGS_PER_PLACE = 4;
let next = 0;
const takeStrings = (count: number): readonly string[] =>
  Array.from({ length: count }, () => corpus[next++ % corpus.length] ?? "'");
const BEGIN = "select name, sql from sqlite_master order by name";
let database: D1Database;

beforeAll(async () => {
  database = await emptyDatabase();
});

async function answerTo(action: Action, input: Parameters<Action["run"]>[1]): Promise<[status: number, text: string]> {
  try {
    return [200, JSON.stringify(await action.run(contextOn(database, Date.now), input))];
  } catch (thrown) {
    const error = GatewayError.from(thrown);
    return [error.status, error.message];
  }
}

describe("SQL in the place of text", () => {
  it.each(actions.map((action) => [`${action.method} ${action.paths[0]}`, action] as const))(
    "is nothing but text to %s",
    async (_name, action) => {
      const schema = await database.prepare(BEGIN).all();
      for (const slot of slotsOf(action.input, SAMPLES)) {
        for (const payload of takeStrings(STRINGS_PER_PLACE)) {
          const [status, text] = await answerTo(action, slot.put(payload));
          expect([slot.name, payload, status < 500 ? "answered" : text, findLeak(text, payload)]).toEqual([
            slot.name,
            payload,
            "answered",
            undefined,
          ]);
        }
      }
      expect((await database.prepare(BEGIN).all()).results).toEqual(schema.results);
    },
  );
});
