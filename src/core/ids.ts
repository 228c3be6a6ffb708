declare const kind: unique symbol;
type Id<Kind extends string> = string & { readonly [kind]: Kind };

export type RequestId = Id<"request">;
/** Hex SHA-256 of a virtual key: the only form in which a key is stored, logged or compared. */
export type KeyHash = Id<"key-hash">;
export type UserId = Id<"user">;
export type TeamId = Id<"team">;
export type OrganizationId = Id<"organization">;
export type BudgetId = Id<"budget">;
export type DeploymentId = Id<"deployment">;

/** Names a plain string as an id. The caller vouches for where it came from. */
export const asId = <Kind extends string>(value: string): Id<Kind> => value as Id<Kind>;
