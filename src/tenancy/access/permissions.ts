/**
 * How an actor may stand to what an action is over:
 * - `itself`: it is the key that asks
 * - `owner`: it is the actor's user, or theirs
 * - `personal`: it is theirs and in no team
 * - `team-member`, `team-admin`: it is a team of theirs, or in one; the team of the key counts for `team-member`
 * - `permitted-member`: it is in a team of theirs that lets its members call the route
 * - `org-member`, `org-admin`: the same for organizations
 */
export type Standing =
  | "itself"
  | "owner"
  | "personal"
  | "team-member"
  | "permitted-member"
  | "team-admin"
  | "org-member"
  | "org-admin";

interface Rule {
  /** What reads is for viewers too; what writes is for no viewer, and for no key without a user. */
  readonly access: "read" | "write";
  /**
   * Who may, beside proxy admins, over what they stand to like this. `everyone`: the action itself shows each what is
   * theirs. Nobody else when it is empty.
   */
  readonly to: readonly Standing[] | "everyone";
}

/** All that anyone may be allowed. What is not in a row is denied. */
export const PERMISSIONS = {
  admin: { access: "write", to: [] },
  "see-all": { access: "read", to: [] },
  "any-key": { access: "read", to: "everyone" },

  "see-key": { access: "read", to: ["itself", "owner", "permitted-member", "team-admin", "org-admin"] },
  "grant-key": { access: "write", to: ["personal", "permitted-member", "team-admin", "org-admin"] },
  "end-key": { access: "write", to: ["owner", "permitted-member", "team-admin", "org-admin"] },
  "block-key": { access: "write", to: ["permitted-member", "team-admin", "org-admin"] },

  "see-user": { access: "read", to: ["owner", "org-admin"] },
  "list-users": { access: "read", to: ["org-admin"] },
  "manage-user": { access: "write", to: ["org-admin"] },

  "see-team": { access: "read", to: ["team-member", "org-admin"] },
  "manage-team": { access: "write", to: ["org-admin"] },
  "see-member-permissions": { access: "read", to: ["team-admin", "org-admin"] },
  "manage-members": { access: "write", to: ["team-admin", "org-admin"] },

  "see-organization": { access: "read", to: ["org-member", "org-admin"] },
  "manage-organization-members": { access: "write", to: ["org-admin"] },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof PERMISSIONS;

/** Those whose rule depends on what the action is over. */
export type ScopedPermission = {
  [Name in Permission]: (typeof PERMISSIONS)[Name]["to"] extends readonly [Standing, ...Standing[]] ? Name : never;
}[Permission];

export type PlainPermission = Exclude<Permission, ScopedPermission>;

export const ruleOf = (permission: Permission): Rule => PERMISSIONS[permission];
