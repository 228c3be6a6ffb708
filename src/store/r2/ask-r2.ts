import { GatewayError } from "../../core/errors.ts";

/** Whatever R2 throws becomes `store_unavailable`. */
export async function askR2<Answer>(asking: Promise<Answer>): Promise<Answer> {
  try {
    return await asking;
  } catch (cause) {
    throw new GatewayError("store_unavailable", "The store of files did not answer. Try again shortly.", { cause });
  }
}
