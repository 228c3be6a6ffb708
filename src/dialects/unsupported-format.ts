import { GatewayError } from "../core/errors.ts";

/** No `drop_params` helps here: the client would get what it cannot read. */
export const unsupportedFormat = (
  provider: string,
  format: string | undefined,
  known: readonly string[],
): GatewayError =>
  new GatewayError(
    "unsupported_parameter",
    `${provider} does not answer in the format ${format ?? ""}; it has ${known.join(", ")}.`,
    { param: "response_format" },
  );
