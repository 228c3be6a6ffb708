import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { isArray, isObject, textOf } from "../core/json.ts";
import { checkKeys } from "./check-keys.ts";
import type { PassThroughSettings } from "./gateway-config.ts";
import type { Report } from "./problem.ts";
import { address, choice, dollarsPerUnit, flag, headerMap, list, map, text, urlPath } from "./value-schemas.ts";
import { withDefined } from "./with-defined.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const satisfies PassThroughSettings["methods"];
const KNOWN = ["guardrails", "forward_headers", "merge_query_params", "default_query_params"];

const SHAPE = {
  id: text.optional(),
  path: urlPath.refine((path) => path.replace(/\/+$/, "") !== "", { error: "a path such as /v2/chat" }),
  target: address,
  headers: headerMap.optional(),
  include_subpath: flag.optional(),
  cost_per_request: dollarsPerUnit.optional(),
  auth: flag.optional(),
  methods: list(choice(METHODS), "a list of methods").optional(),
};

/** `general_settings.pass_through_endpoints`. Not as LiteLLM has it: a key is needed unless `auth: false` is written. */
export const passThrough = z
  .array(map(SHAPE, "a map with path and target"), { error: "a list of endpoints" })
  .transform((found) =>
    found.map(
      ({ id, path, target, headers = {}, include_subpath, cost_per_request, auth, methods }): PassThroughSettings => ({
        ...withDefined({ id, costPerRequest: cost_per_request }),
        path: path.replace(/\/+$/, ""),
        target,
        headers,
        hasSubpaths: include_subpath ?? false,
        needsKey: auth ?? true,
        methods: methods ?? METHODS,
      }),
    ),
  );

/** Warns of keys in there that have no effect, of paths that are there twice, and of those that are open to everybody. */
export function checkPassThrough({ general_settings: general }: JsonObject, report: Report): void {
  const entries = isObject(general) ? general["pass_through_endpoints"] : undefined;
  if (!isArray(entries)) return;
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    const where = ["general_settings", "pass_through_endpoints", index];
    checkKeys(entry, where, { supported: Object.keys(SHAPE), known: KNOWN }, report);
    if (!isObject(entry)) return;
    const path = textOf(entry["path"])?.replace(/\/+$/, "") ?? "";
    if (seen.has(path)) report.error([...where, "path"], "another endpoint has the same path");
    seen.add(path);
    if (entry["auth"] === false) report.warn([...where, "auth"], "whoever finds this path can use it, at your cost");
  });
}
