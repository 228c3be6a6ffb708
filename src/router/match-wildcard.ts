/**
 * Public model names may hold `*`, each standing for one or more characters. A name is matched by the most
 * specific pattern: the one with the most literal characters, then the fewest stars.
 */
export interface Wildcard {
  readonly pattern: string;
  readonly test: RegExp;
}

export function compileWildcard(pattern: string): Wildcard {
  const literal = pattern.split("*").map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return { pattern, test: new RegExp(`^${literal.join("(.+)")}$`, "s") };
}

/** What each star stood for, or undefined when the name does not match. */
export function matchWildcard({ test }: Wildcard, name: string): readonly string[] | undefined {
  return test.exec(name)?.slice(1);
}

/** Puts what was captured in place of the stars of another pattern, in order. */
export function fillWildcard(pattern: string, captured: readonly string[]): string {
  let index = 0;
  return pattern.replaceAll("*", () => captured[index++] ?? "*");
}

export function bySpecificity(a: Wildcard, b: Wildcard): number {
  const stars = (pattern: string): number => pattern.split("*").length - 1;
  const literal = (pattern: string): number => pattern.length - stars(pattern);
  return literal(b.pattern) - literal(a.pattern) || stars(a.pattern) - stars(b.pattern);
}
