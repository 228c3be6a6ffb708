/** How many ids name a holder of each kind: a team member is a team and a user. */
const ID_COUNTS = {
  key: 1,
  user: 1,
  team: 1,
  team_member: 2,
  organization: 1,
  organization_member: 2,
  end_user: 1,
  tag: 1,
  deployment: 1,
  provider: 1,
  proxy: 0,
} as const satisfies Record<string, number>;

export type HolderKind = keyof typeof ID_COUNTS;

/** What the name of a holder says. */
export interface HolderParts {
  readonly kind: HolderKind;
  /** As many as the kind has, in their own spelling. */
  readonly ids: readonly string[];
  /** Of a limit on a single model: its public name. */
  readonly model?: string;
}

/**
 * `key:<hash>`, `team_member:<team>:<user>`, … Ids are percent-encoded, because users choose some of them and may put
 * colons in; hashes and plain ids look the same as before. The gateway as a whole is `proxy`, which has no id.
 */
export const nameHolder = <Kind extends Exclude<HolderKind, "proxy">>(
  kind: Kind,
  ...ids: readonly [string, ...string[]]
): `${Kind}:${string}` => `${kind}:${ids.map(encode).join(":")}`;

/** The holder again, for a limit on one of its models alone. */
export const nameModelOf = (holder: string, model: string): string => `${holder}:${encode(model)}`;

/** The opposite of the two above; undefined for a text that neither of them makes. */
export function parseHolder(name: string): HolderParts | undefined {
  const [kind = "", ...rest] = name.split(":");
  const words = rest.map(decode);
  if (!isKind(kind) || !words.every((word) => word !== undefined)) return undefined;
  const count = ID_COUNTS[kind];
  const [ids, [model, ...more]] = [words.slice(0, count), words.slice(count)];
  if (ids.length < count || more.length > 0) return undefined;
  return { kind, ids, ...(model !== undefined && { model }) };
}

const isKind = (text: string): text is HolderKind => Object.hasOwn(ID_COUNTS, text);

/** A lone half of a character pair has no encoding. */
const encode = (id: string): string => encodeURIComponent(id.toWellFormed());

function decode(word: string): string | undefined {
  try {
    return decodeURIComponent(word);
  } catch {
    return undefined;
  }
}
