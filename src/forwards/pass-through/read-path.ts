import { GatewayError } from "../../core/errors.ts";

/** Decoded, and free of everything that could lead elsewhere or be read in two ways: no slash, backslash, percent sign or control. */
const SEGMENT = /^[\w.~:@!$&'()*+,= -]+$/;
/** Google says what is asked of a resource behind a colon, which must stay one; AWS signs every other colon as `%3A`. */
const VERB = /:(?=[A-Za-z]+$)/;
const LENGTH_MAX = 2_048;

/**
 * The path behind a prefix, written anew from segments that were decoded once and checked; begins with a slash. Throws
 * `invalid_request` for what no provider documents: empty segments and dots, encoded slashes, double encoding.
 */
export function readPath(rest: string): string {
  if (rest.length > LENGTH_MAX) throw refuse(`it is longer than ${LENGTH_MAX} characters`);
  const segments = rest.replace(/^\//, "").split("/");
  // One slash at the end is some services' way to name a collection.
  const isCollection = segments.length > 1 && segments.at(-1) === "";
  const named = isCollection ? segments.slice(0, -1) : segments;
  const decoded = named.map(decode);
  const path = decoded.map((segment, index) => encode(segment, index === decoded.length - 1)).join("/");
  return `/${path}${isCollection ? "/" : ""}`;
}

/** The segments of a path that `readPath` has written, as they are meant. */
export const segmentsOf = (path: string): readonly string[] =>
  path
    .split("/")
    .filter((segment) => segment !== "")
    .map(decodeURIComponent);

function decode(segment: string): string {
  let text: string;
  try {
    text = decodeURIComponent(segment);
  } catch {
    throw refuse("it is not encoded as UTF-8");
  }
  if (text === "") throw refuse("it has an empty segment");
  if (/^\.+$/.test(text)) throw refuse("a segment has dots alone");
  if (!SEGMENT.test(text)) throw refuse("a segment holds a character that is not passed on");
  return text;
}

function encode(segment: string, isLast: boolean): string {
  const text = encodeURIComponent(segment);
  return isLast && VERB.test(segment) && segment.split(":").length === 2 ? text.replace("%3A", ":") : text;
}

const refuse = (reason: string): GatewayError =>
  new GatewayError("invalid_request", `This path cannot be passed on: ${reason}.`, { param: "path" });
