import { GatewayError } from "../core/errors.ts";

const JSON_TYPE = /^\s*(?:application|text)\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
/** What `fetch` writes for a text where its caller says nothing. Source: fetch.spec.whatwg.org, "extract a body". */
const UNSAID = "text/plain;charset=utf-8";

/** Throws `invalid_request` (415) for a body that is said to be anything else than JSON. Where nothing is said JSON is hoped for. */
export function checkJsonType({ headers }: Pick<Request, "headers">): void {
  const type = headers.get("content-type") ?? "";
  if (type === "" || type.toLowerCase() === UNSAID || JSON_TYPE.test(type)) return;
  throw new GatewayError(
    "invalid_request",
    `The body must be JSON, and its content-type application/json, not ${type.slice(0, 100)}.`,
    { status: 415 },
  );
}
