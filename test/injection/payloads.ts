import { Random } from "../support/random.ts";

/** What ends a text or a list in a statement, so that the rest of a payload is read as SQL. */
const CLOSINGS = ["'", '"', "`", "')", '")', "'))", "')))", "1", "-1", "1'", '1"', "%'"] as const;

const BODIES = [
  " OR 1=1 --",
  " OR '1'='1",
  ' OR "1"="1',
  " AND 1=2 UNION ALL SELECT NULL,NULL,NULL --",
  " UNION SELECT name,sql FROM sqlite_master --",
  "; DROP TABLE virtual_keys; --",
  "; DROP TABLE users --",
  "; DELETE FROM usage_events WHERE 1=1; --",
  "; UPDATE users SET user_role='proxy_admin' --",
  "; INSERT INTO virtual_keys (token) VALUES ('x'); --",
  "; ATTACH DATABASE '/tmp/x.db' AS x; --",
  "; PRAGMA writable_schema=1; --",
  " AND (SELECT COUNT(*) FROM virtual_keys) > 0 --",
  " AND randomblob(100000000) --",
] as const;

/** Payloads that stand alone: SQLite, other databases, and what interpreters of JSON, paths and templates stumble over. */
const SINGLES = [
  "'",
  "''",
  "'''",
  '"',
  "`",
  "\\",
  "\\'",
  "%",
  "_",
  "%%",
  "*",
  "?",
  "??",
  "?1",
  ":a",
  "@a",
  "$1",
  ";",
  "--",
  "/*",
  "*/",
  "#",
  "(",
  ")",
  "NULL",
  "null",
  "undefined",
  "true",
  "0",
  "-0",
  "1e309",
  "9223372036854775808",
  "0x41",
  "x'41'",
  "rowid",
  "admin'--",
  "admin' #",
  "admin'/*",
  "' or ''='",
  "' or true --",
  "' or 1 like 1 --",
  "' or 1 glob 1 --",
  "' || 'a",
  "'+'a",
  "' = ''",
  "1 OR 1=1",
  "1) OR (1=1",
  "1; SELECT 1",
  "1 UNION SELECT 1",
  "1 ORDER BY 100",
  "created_at; DROP TABLE teams",
  "CASE WHEN 1=1 THEN 1 ELSE load_extension('x') END",
  "(SELECT sql FROM sqlite_master LIMIT 1)",
  "hex(zeroblob(1000000))",
  "json_extract('{','$')",
  "$.a[0].b",
  "$[*]",
  "{}",
  "[]",
  '{"a":{"$gt":""}}',
  '{"$where":"sleep(1000)"}',
  '"},"role":"admin","x":{"',
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "../../etc/passwd",
  "..%2f..%2f",
  "%00",
  "%27",
  "%2527",
  "\u0000",
  "a\u0000b",
  "\r\nX-Injected: 1",
  "${7*7}",
  "{{7*7}}",
  "<script>alert(1)</script>",
  "os.environ/LITELLM_MASTER_KEY",
  "WAITFOR DELAY '0:0:5'",
  "'; EXEC xp_cmdshell('dir'); --",
  "1' AND SLEEP(5)#",
  "1' AND pg_sleep(5)--",
  "' AND extractvalue(1,concat(0x7e,version()))--",
  "' INTO OUTFILE '/tmp/x' --",
  "ＯＲ １＝１",
  "ʼ OR 1=1 --",
  "’ OR 1=1 --",
  "\ud800",
  "\u202e' OR 1=1 --",
] as const;

/** The classic payloads, before they are changed. */
export const BASE: readonly string[] = [
  ...SINGLES,
  ...CLOSINGS.flatMap((closing) => BODIES.map((body) => closing + body)),
];

const LONG = 4_000;

type Mutation = (payload: string, random: Random) => string;

const unicodeEscape = (text: string): string =>
  Array.from(text, (one) => String.raw`\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  (payload) => payload.toUpperCase(),
  (payload, random) =>
    payload.replaceAll(/[a-z]/gi, (one) => (random.happens(0.5) ? one.toUpperCase() : one.toLowerCase())),
  (payload) => payload.replaceAll(" ", "/**/"),
  (payload, random) => payload.replaceAll(" ", random.oneOf(["\t", "\n", "\u000b", "\u00a0", "+"])),
  (payload) => encodeURIComponent(payload.toWellFormed()),
  (payload) => encodeURIComponent(encodeURIComponent(payload.toWellFormed())),
  (payload) => payload.replaceAll("'", "''"),
  (payload) => payload.replaceAll("'", String.raw`\'`),
  (payload, random) => payload.replaceAll("'", random.oneOf(["ʼ", "’", "＇", "′", '"', "`", "&#39;"])),
  (payload) => unicodeEscape(payload),
  (payload, random) => insertAt(payload, random, "\u0000"),
  (payload, random) => insertAt(payload, random, random.oneOf(["\u200b", "\u202e", "\ufeff", "\udc00", "/*!*/", "😀"])),
  (payload, random) => payload + random.oneOf(["--", "-- -", "#", "/*", ";", ";%00", "'", '"', "\\"]),
  (payload, random) => random.oneOf([" ", "\n", "1", "(", "'", "\\", "sk-", "a,"]) + payload,
  (payload) => JSON.stringify({ a: payload, b: [payload] }),
  (payload) => JSON.stringify({ a: { a: { a: { a: [[[payload]]] } } } }),
  (payload) => `char(${Array.from(payload, (one) => one.codePointAt(0)).join(",")})`,
  (payload) => `0x${Buffer.from(payload).toString("hex")}`,
  (payload) => payload + payload,
];

function insertAt(payload: string, random: Random, piece: string): string {
  const place = random.upTo(payload.length);
  return payload.slice(0, place) + piece + payload.slice(place);
}

/** So many different strings, by the seed alone: the base list first, then its payloads changed one to three times. */
export function makeCorpus(count: number, seed: number): readonly string[] {
  const random = new Random(seed);
  const found = new Set<string>(BASE);
  while (found.size < count) {
    let payload = BASE[random.upTo(BASE.length - 1)] ?? "'";
    for (let times = random.upTo(2); times >= 0; times -= 1) payload = random.oneOf(MUTATIONS)(payload, random);
    if (random.happens(0.02)) payload = "A".repeat(random.upTo(LONG)) + payload;
    found.add(payload.slice(0, 2 * LONG));
  }
  return [...found].slice(0, count);
}
