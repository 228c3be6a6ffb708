import { asId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";

/** The fields that a request gives: those that are undefined were left out. */
export const onlyGiven = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof Fields]?: Exclude<Fields[K], undefined>;
  };

/** The fields where null counts as left out: nothing is there yet that it could clear. */
export const withoutNulls = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as {
    readonly [K in keyof Fields]: Exclude<Fields[K], null>;
  };

/** For fields that cannot be null: null clears them to this. */
export const orEmpty = <Value, Empty>(value: Value | null | undefined, empty: Empty): Value | Empty | undefined =>
  value === null ? empty : value;

/** The fields without a place of their own after a change: what is given wins, and null takes away. */
export const mergeExtra = (before: JsonObject, given: JsonObject): JsonObject =>
  withoutNulls({ ...before, ...onlyGiven(given) });

export const idOrNull = <Kind extends string>(id: string | null | undefined) =>
  typeof id === "string" ? asId<Kind>(id) : id;
