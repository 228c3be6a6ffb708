import type { JsonObject } from "../../src/core/json.ts";

/** One entry of the document's `paths`. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With names in braces. */
  readonly template: string;
  readonly details: JsonObject;
}
