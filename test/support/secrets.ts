import { MASTER_KEY, PROVIDERS, secretOf } from "./providers.ts";

const known = new Set<string>([MASTER_KEY, ...PROVIDERS.map(({ id }) => secretOf(id))]);

/** From now on this is a secret too. */
export function keepSecret(secret: string): string {
  known.add(secret);
  return secret;
}

/** The secrets that a text gives away. */
export const secretsIn = (text: string): readonly string[] => [...known].filter((secret) => text.includes(secret));
