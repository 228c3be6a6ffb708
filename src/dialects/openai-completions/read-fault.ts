import type { Fault } from "../../core/fault.ts";
import { isArray, isObject, type Json, type JsonObject, textOf } from "../../core/json.ts";
import { tellFault } from "../tell-fault.ts";

/**
 * The failure that a body or a frame tells although its HTTP status was 200, or undefined: `{"error":{…}}`,
 * `{"error":"text"}`, and `{"message":…}` or `{"detail":…}` in place of choices.
 */
export function readFault(body: JsonObject): Fault | undefined {
  const { error, choices } = body;
  if (isObject(error)) return faultOf(error);
  if (typeof error === "string" && error !== "") return tellFault(error, textOf(body.error_type));
  return !isArray(choices) && isTold(body) ? faultOf(body) : undefined;
}

const isTold = ({ message, detail }: JsonObject): boolean => Boolean(textOf(message) || detail);

export function faultOf(error: JsonObject): Fault {
  const words = [textOf(error.code), textOf(error.type)].filter((word) => word !== undefined).join(" ");
  const param = textOf(error.param);
  const fault = tellFault(textOf(error.message) || saidIn(error.detail) || JSON.stringify(error), words || undefined);
  return { ...fault, ...(param !== undefined && { param }) };
}

const saidIn = (detail: Json | undefined): string => textOf(detail) ?? (detail ? JSON.stringify(detail) : "");
