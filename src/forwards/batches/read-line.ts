import { isObject, parseObject, textOf, type JsonObject } from "../../core/json.ts";

/** A request of a batch. */
export interface AskedLine {
  readonly customId: string;
  readonly body: JsonObject;
}

/** As OpenAI writes what is wrong with a line. */
export interface LineFault extends JsonObject {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
  readonly line: number;
}

const CUSTOM_ID_CHARS_MAX = 512;

/** What a line asks of the path of its batch. Source: platform.openai.com/docs/api-reference/batch/request-input. */
export function readLine(text: string, line: number, endpoint: string): AskedLine | LineFault {
  const fault = (code: string, message: string, param: string | null): LineFault => ({ code, message, param, line });
  const asked = parseObject(text);
  if (asked === undefined) return fault("invalid_json_line", "This line is not a JSON object.", null);
  const customId = textOf(asked["custom_id"]) ?? "";
  if (customId === "" || customId.length > CUSTOM_ID_CHARS_MAX)
    return fault(
      "missing_required_parameter",
      `\`custom_id\` must be a text of 1 to ${CUSTOM_ID_CHARS_MAX} characters.`,
      "custom_id",
    );
  if (asked["method"] !== "POST") return fault("invalid_method", "`method` must be POST.", "method");
  if (asked["url"] !== endpoint)
    return fault("mismatched_url", `\`url\` must be the endpoint of the batch, ${endpoint}.`, "url");
  const { body } = asked;
  if (!isObject(body)) return fault("missing_required_parameter", "`body` must be an object.", "body");
  if (body["stream"] === true) return fault("invalid_request", "A line of a batch cannot be streamed.", "body.stream");
  if (body["background"] === true)
    return fault("invalid_request", "A batch waits for the answer to each of its lines.", "body.background");
  return { customId, body };
}

export const isFault = (read: AskedLine | LineFault): read is LineFault => "code" in read;

/** Empty where none is named: a line that cannot be read asks nobody. */
export function modelOf(text: string, endpoint: string): string {
  const read = readLine(text, 0, endpoint);
  return isFault(read) ? "" : (textOf(read.body["model"]) ?? "");
}
