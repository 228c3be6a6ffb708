import { GatewayError } from "../core/errors.ts";

export const malformed = (reason: string): GatewayError =>
  new GatewayError("invalid_request", `The multipart body is malformed: ${reason}.`);

export const cutShort = (): GatewayError => malformed("it ends before its closing boundary");
