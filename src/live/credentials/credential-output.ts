import { z } from "zod";
import { dictionary } from "../../tenancy/params.ts";

export const credentialOutput = z
  .object({
    credential_name: z.string(),
    /** What is secret is masked. */
    credential_values: dictionary,
    credential_info: dictionary,
    /** Absent for one that a model would make. */
    origin: z.enum(["published", "database"]).optional(),
    /** Why it cannot be used. */
    problem: z.string().optional(),
  })
  .meta({ id: "Credential" });

export const credentialsOutput = z.object({ success: z.literal(true), credentials: z.array(credentialOutput) });
export const doneOutput = z.object({ success: z.literal(true), message: z.string() });
export const resealedOutput = z.object({
  resealed: z.int(),
  /** `model:<id>` or `credential:<name>`: what no key here opens. */
  unreadable: z.array(z.string()),
});
