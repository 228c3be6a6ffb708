/** The way from a name back to itself, with it at both ends; undefined when there is none. */
export function findCircle(start: string, next: (name: string) => readonly string[]): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (const name of open) {
    for (const following of next(name)) {
      if (following === start) return [...wayTo(name, start, cameFrom), start];
      if (cameFrom.has(following)) continue;
      cameFrom.set(following, name);
      open.push(following);
    }
  }
  return undefined;
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [end];
  for (let name = end; name !== start;) {
    name = cameFrom.get(name) ?? start;
    way.unshift(name);
  }
  return way;
}
