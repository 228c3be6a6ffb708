import type { HolderLimits, HolderStanding } from "./holder-limits.ts";
import type { KeyHash, OrganizationId, TeamId, UserId } from "./ids.ts";

/** `admin` is the holder of the master key, or anyone at all on a local gateway that has none. */
type Role = "admin" | "key";

/** A group around a key that lists the models it may use. */
export const MODEL_LISTERS = ["team", "user", "organization"] as const;

/** Who is calling and what they may do: the whole answer of authentication, read-only from there on. */
export interface Caller {
  readonly role: Role;
  /** What limits, spend and logs know the key by. */
  readonly key: KeyHash;
  /** The hash of what was shown, where it is another: the key was made anew since it got its name. */
  readonly secret?: KeyHash;
  readonly keyAlias?: string;
  readonly user?: UserId;
  readonly team?: TeamId;
  readonly organization?: OrganizationId;
  /** Public model names and wildcards this caller may use; empty means all. */
  readonly models: readonly string[];
  /** What the groups around the key may use, as `models`; each that lists any must allow a model too. */
  readonly groupModels?: { readonly [Lister in (typeof MODEL_LISTERS)[number]]?: readonly string[] };
  /** Requested name → name used instead. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Whose limits this caller's requests count against, and what each may use. Absent: nothing is limited. */
  readonly limits?: readonly HolderLimits[];
  /** The key and the groups it belongs to, as they stood when they were read. */
  readonly standings?: readonly HolderStanding[];
  /** Paths, prefixes ending in `/*` and names of route groups; absent or empty means all. */
  readonly allowedRoutes?: readonly string[];
  /** Lists of configured pass-through paths, of the key and of its team; each of them must name a path. */
  readonly passThrough?: readonly (readonly string[])[];
}

/** The hash of what was shown. */
export const secretOf = ({ key, secret }: Pick<Caller, "key" | "secret">): KeyHash => secret ?? key;
