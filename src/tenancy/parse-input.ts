import type { z } from "zod";
import { GatewayError } from "../core/errors.ts";
import { isObject, type Json } from "../core/json.ts";
import { describeIssue, type ValidationDetail } from "./describe-issue.ts";
import { toWellFormed } from "./well-formed.ts";

/** Nobody nests further by intent, and recursive code further on must not run out of stack. */
const DEPTH_MAX = 32;
/** A row of D1 holds two megabytes; a quarter million characters fit whatever their encoding. */
const CHARACTERS_MAX = 250_000;

/** A management request that does not fit its schema. Scripts for the LiteLLM proxy expect `{detail}` as the whole body, status 422. */
export class InvalidInput extends GatewayError {
  readonly detail: readonly ValidationDetail[];

  constructor(detail: readonly ValidationDetail[]) {
    super("validation_failed", detail.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; "));
    this.detail = detail;
  }
}

/** The input as its schema describes it, all text well formed. Throws `InvalidInput`. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  raw: Json,
  place: "body" | "query",
): z.output<Schema> {
  if (depthExceeds(raw, DEPTH_MAX))
    throw new InvalidInput([
      { loc: [place], msg: `Input should be nested at most ${DEPTH_MAX} deep`, type: "value_error" },
    ]);
  if (JSON.stringify(raw).length > CHARACTERS_MAX) {
    throw new InvalidInput([
      { loc: [place], msg: `Input should have at most ${CHARACTERS_MAX} characters`, type: "too_long" },
    ]);
  }
  const value = toWellFormed(raw);
  const { data, error } = schema.safeParse(value);
  if (error !== undefined) throw new InvalidInput(error.issues.map((issue) => describeIssue(issue, value, place)));
  return data;
}

/** Level by level instead of recursive: the nesting may be deeper than the stack. */
function depthExceeds(value: Json, depthMax: number): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; depth <= depthMax; depth += 1) {
    level = level.flatMap(childrenOf);
    if (level.length === 0) return false;
  }
  return true;
}

function childrenOf(value: Json): readonly Json[] {
  const children = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return children.filter((child): child is Json => typeof child === "object" && child !== null);
}
