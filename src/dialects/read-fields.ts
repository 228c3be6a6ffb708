import { GatewayError } from "../core/errors.ts";
import { isArray, isObject, type Json, type JsonObject } from "../core/json.ts";

/*
 * Readers for the fields of a client's request. `path` is what the client is told when a field is wrong.
 * `null` counts as absent, because SDKs send it for settings that were left open.
 */

export const invalidRequest = (path: string, expected: string): GatewayError =>
  new GatewayError("invalid_request", `\`${path}\` must be ${expected}.`, { param: path });

export function optionalString(value: Json | undefined, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw invalidRequest(path, "a string");
  return value;
}

export function requiredString(value: Json | undefined, path: string): string {
  if (typeof value !== "string") throw invalidRequest(path, "a string");
  return value;
}

export function optionalNumber(value: Json | undefined, path: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) throw invalidRequest(path, "a number");
  return value;
}

export function optionalBoolean(value: Json | undefined, path: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw invalidRequest(path, "true or false");
  return value;
}

export function optionalObject(value: Json | undefined, path: string): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw invalidRequest(path, "an object");
  return value;
}

export function requiredObject(value: Json | undefined, path: string): JsonObject {
  if (!isObject(value)) throw invalidRequest(path, "an object");
  return value;
}

/** A list whose items are all objects; absent is empty. */
export function objectList(value: Json | undefined, path: string): readonly JsonObject[] {
  if (value === undefined || value === null) return [];
  if (!isArray(value)) throw invalidRequest(path, "an array");
  return value.map((item, index) => requiredObject(item, `${path}[${index}]`));
}

/** The fields that have a value, as `exactOptionalPropertyTypes` asks of optional ones. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
