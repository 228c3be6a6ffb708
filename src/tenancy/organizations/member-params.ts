import { z } from "zod";
import { dollars, id } from "../params.ts";

export const memberRole = z.enum(["org_admin", "internal_user", "internal_user_viewer"]);

/** A member of an organization, as requests name one. */
export const newMember = z
  .object({ role: memberRole, user_id: id.nullish(), user_email: z.email().max(320).nullish() })
  .refine((named) => typeof (named.user_id ?? named.user_email) === "string", {
    path: ["user_id"],
    error: "Either user_id or user_email is required",
  });

/** What the keys of the member's in the organization, those of its teams too, may spend together. */
export const memberBudget = dollars.nullish();

/** How a request names one who is a member already. */
export const namedMember = { organization_id: id, user_id: id.nullish(), user_email: z.string().nullish() };
