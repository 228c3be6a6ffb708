import { checkRouteAccess } from "../auth/check-route-access.ts";
import type { RouteGroup } from "../auth/check-route-access.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { isObject, parseJson } from "../core/json.ts";
import { readBody } from "../streams/read-body.ts";
import { ruleOf } from "../tenancy/access/permissions.ts";
import type { Action, TenancyContext } from "../tenancy/action.ts";
import { InvalidInput } from "../tenancy/parse-input.ts";
import { writeCsv } from "../tenancy/spend/write-csv.ts";

const MANAGEMENT_INFO: readonly RouteGroup[] = ["management_routes", "info_routes"];
const BODY_LIMITS = { bytesMax: 1024 * 1024, timeoutMs: 30_000 };

/** One management request. Rejects with `GatewayError`, but answers a request that does not fit its schema itself. */
export async function runAction<Parts extends TenancyContext>(
  action: Pick<Action<Parts>, "method" | "permission" | "table" | "run">,
  path: string,
  request: Request,
  context: Parts,
): Promise<Response> {
  const { access } = ruleOf(action.permission);
  checkRouteAccess(context.caller, request.url, access === "write" ? ["management_routes"] : MANAGEMENT_INFO);
  try {
    const raw = await readInput(action.method, request);
    const answer = await action.run(context, withSteps(raw, path, request));
    if (action.table !== undefined && isObject(raw) && raw.format === "csv") return respondCsv(action.table(answer));
    return Response.json(answer);
  } catch (error) {
    if (error instanceof InvalidInput) return Response.json({ detail: error.detail }, { status: error.status });
    throw error;
  }
}

const respondCsv = (rows: readonly JsonObject[]): Response =>
  new Response(writeCsv(rows), {
    headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="spend.csv"' },
  });

/** A DELETE may say what it is over in either place. */
async function readInput(method: Action["method"], request: Request): Promise<Json> {
  if (method === "GET") return readQuery(request);
  const body = await readJson(request);
  return method === "DELETE" && isObject(body) ? { ...readQuery(request), ...body } : body;
}

const readQuery = (request: Request): JsonObject => Object.fromEntries(new URL(request.url).searchParams);

/** The input with what stands in the place of the pattern's named steps, which wins. */
function withSteps(raw: Json, pattern: string, request: Request): Json {
  if (!pattern.includes("/:")) return raw;
  const steps = new URL(request.url).pathname.split("/");
  const named = pattern
    .split("/")
    .flatMap((step, n) => (step.startsWith(":") ? [[step.slice(1), decode(steps[n] ?? "")] as const] : []));
  // What is no object is left to the schema to refuse.
  return isObject(raw) ? { ...raw, ...Object.fromEntries(named) } : raw;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** An empty body means that every field is left out. */
async function readJson(request: Request): Promise<Json> {
  const text = await readBody(request, BODY_LIMITS);
  if (text.trim() === "") return {};
  const value = parseJson(text);
  if (value === undefined) throw new InvalidInput([{ loc: ["body"], msg: "JSON decode error", type: "json_invalid" }]);
  return value;
}
