import { z } from "zod";
import type { JsonObject } from "../../src/core/json.ts";
import type { Facts } from "./gather-facts.ts";
import { isEmpty } from "./columns.ts";
import { extraOf, type Mapped } from "./mapped.ts";

interface TableSource<Columns extends z.ZodRawShape> {
  /** Those that are read; all others that say something are told of. */
  readonly columns: Columns;
  /** Columns that go to `extra` under their own name, where management keeps a request field of that name. */
  readonly kept?: readonly string[];
  /** Columns that are read elsewhere, or hold nothing that is missed. */
  readonly ignored?: readonly string[];
  map(row: z.output<z.ZodObject<Columns>>, extra: JsonObject, facts: Facts): Mapped;
}

export interface Table {
  /** Throws a `ZodError` that names the columns which are wrong. */
  map(raw: JsonObject, facts: Facts): Mapped;
  /** Columns with a value that has no place here. */
  leftOut(raw: JsonObject): readonly string[];
}

export function defineTable<Columns extends z.ZodRawShape>(source: TableSource<Columns>): Table {
  const { columns, kept = [], ignored = [] } = source;
  const schema = z.object(columns);
  const known = new Set([...Object.keys(columns), ...kept, ...ignored]);
  return {
    map: (raw, facts) => source.map(schema.parse(raw), extraOf(raw, kept), facts),
    leftOut: (raw) => Object.keys(raw).filter((name) => !known.has(name) && !isEmpty(raw[name])),
  };
}
