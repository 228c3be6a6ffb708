import { GatewayError } from "../../core/errors.ts";

/** For what is right in its own dialect but has no word in the one of the provider that is to answer. */
export const untranslatable = (path: string, what: string): GatewayError =>
  new GatewayError(
    "unsupported_parameter",
    `\`${path}\`: ${what} cannot be translated for the provider of this model.`,
    { param: path },
  );

/** A provider may know the item; nobody here does. */
export const unknownReference = (path: string): GatewayError =>
  new GatewayError(
    "unsupported_parameter",
    `\`${path}\` refers to an item that is not stored here: send the item itself.`,
    { param: path },
  );
