/** What only an answer says that let something of the database or of the code out. */
const LEAKS = [
  /D1_[A-Z]*ERROR/,
  /SQLITE_(ERROR|CONSTRAINT|MISMATCH|TOOBIG|AUTH|RANGE|FULL|BUSY|MISUSE)/,
  /DrizzleQueryError|Failed query|DrizzleError/,
  /syntax error|unrecognized token|unterminated|incomplete input/i,
  /no such (table|column|function)/i,
  /\bat [\w$.<> ]*\(?[\w:/.-]+\.(ts|js|mjs):\d+/,
  /(TypeError|RangeError|ReferenceError|SyntaxError|URIError):/,
] as const;

/** The part of an answer that tells too much; undefined where none does. What it says again of the request is no leak. */
export function findLeak(answer: string, payload: string): string | undefined {
  const written = JSON.stringify(payload.toWellFormed()).slice(1, -1);
  const own = [written, JSON.stringify(written).slice(1, -1), payload].reduce(
    (text, echo) => (echo === "" ? text : text.replaceAll(echo, "")),
    answer,
  );
  return LEAKS.map((leak) => leak.exec(own)?.[0]).find((found) => found !== undefined);
}
