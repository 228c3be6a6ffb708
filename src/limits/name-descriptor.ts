import type { HolderKind, HolderParts } from "../core/holder-name.ts";

/** What the LiteLLM proxy calls each kind of holder in its messages and header names. */
const DESCRIPTORS = {
  key: "api_key",
  user: "user",
  team: "team",
  team_member: "team_member",
  organization: "organization",
  organization_member: "organization_member",
  end_user: "end_user",
  tag: "tag",
  deployment: "deployment",
  provider: "provider",
  proxy: "proxy",
} as const satisfies Record<HolderKind, string>;

export const HOLDER_KINDS = Object.keys(DESCRIPTORS) as readonly HolderKind[];

/** `api_key`, `team_member`, …; `model_per_key` and the like where the limit is for one model alone. */
export const nameDescriptor = ({ kind, model }: HolderParts): string =>
  model === undefined ? DESCRIPTORS[kind] : `model_per_${kind}`;
