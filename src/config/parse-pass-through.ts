import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { isArray, isObject, textOf } from "../core/json.ts";
import { checkKeys } from "./check-keys.ts";
import { variablesIn } from "./fill-variables.ts";
import type { PassThroughSettings } from "./gateway-config.ts";
import { formatPath, type Report } from "./problem.ts";
import { address, choice, dollarsPerUnit, flag, headerMap, list, map, parseValue, text } from "./value-schemas.ts";
import { withDefined } from "./with-defined.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const satisfies PassThroughSettings["methods"];
const KNOWN = ["guardrails", "forward_headers", "merge_query_params", "default_query_params"];

const PATH = "a path such as /v2/chat, as it stands in an address";
const TARGET = "an address such as https://api.example.com/v1, without a login in it";

const SHAPE = {
  id: text.optional(),
  path: z.string({ error: PATH }).refine(isPath, { error: PATH }),
  target: address.refine((target) => !URL.canParse(target) || new URL(target).username === "", { error: TARGET }),
  headers: headerMap.optional(),
  include_subpath: flag.optional(),
  cost_per_request: dollarsPerUnit.optional(),
  auth: flag.optional(),
  methods: list(choice(METHODS), "a list of methods").optional(),
};

/** No request can be for another one: addresses have their characters encoded, and their dots resolved. */
function isPath(path: string): boolean {
  if (/^\/*$|\/\//.test(path) || !URL.canParse(path, "http://gateway")) return false;
  return new URL(path, "http://gateway").pathname === path;
}

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

interface ReadEndpoint {
  /** Undefined when there are problems. */
  readonly settings?: PassThroughSettings;
  /** No secret is in them. */
  readonly problems: readonly { readonly param: string; readonly message: string }[];
}

/** An endpoint that was added at runtime, read as one of the file. `reserved` are variables that no address may be told. */
export function readLiveEndpoint(entry: JsonObject, reserved: ReadonlySet<string>): ReadEndpoint {
  const problems: { param: string; message: string }[] = [];
  const error: Report["error"] = (path, message) => {
    const field = formatPath(path.slice(1));
    problems.push({ param: field, message: `${field}: ${message}` });
  };
  const [settings] = parseValue(passThrough, [entry], [], { error, warn: () => {} }) ?? [];
  if (settings === undefined) return { problems };
  for (const name of [settings.target, ...Object.values(settings.headers)].flatMap(variablesIn))
    if (reserved.has(name)) error([0, "headers"], `the variable ${name} is the gateway's own and cannot be used here`);
  return problems.length === 0 ? { settings, problems } : { problems };
}
