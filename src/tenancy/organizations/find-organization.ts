import { GatewayError } from "../../core/errors.ts";
import { asId, type OrganizationId } from "../../core/ids.ts";
import type { OrganizationRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";

/** Throws `object_not_found`. */
export async function findOrganization({ groups }: TenancyContext, id: string): Promise<OrganizationRecord> {
  const organization = await groups.organizations.find(asId<"organization">(id));
  if (organization === undefined) throw organizationNotFound(id);
  return organization;
}

/** Throws `invalid_request` for an organization that does not exist: its limits would hold for nobody. */
export async function checkOrganization(
  { groups }: TenancyContext,
  id: OrganizationId | null | undefined,
): Promise<void> {
  if (id === null || id === undefined || (await groups.organizations.find(id)) !== undefined) return;
  throw new GatewayError("invalid_request", `There is no organization '${id}'.`, { param: "organization_id" });
}

const organizationNotFound = (id: string) =>
  new GatewayError("object_not_found", `Organization not found for organization_id=${id}`, {
    param: "organization_id",
  });
