import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import type { Json } from "../core/json.ts";
import { formatPath, type Path, type Problem, type Report } from "./problem.ts";

/** Enough for shared anchors in a hand-written file, far too few for a document that explodes. */
const MAX_ALIASES = 1000;

/** One file of a configuration, with a way to say where in it something stands. */
export interface Source {
  readonly file: string;
  readonly value: Json;
  problemAt(path: Path, message: string, at?: "key" | "value"): Problem;
}

/** YAML (or JSON, which is YAML) to plain values. Text that does not parse has `undefined` for a source. */
export function readSource(text: string, file: string): { source: Source | undefined; errors: readonly Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const problem = (offset: number, path: Path, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), path: formatPath(path), message };
  };
  const syntaxErrors = document.errors.map((error) => problem(error.pos[0], [], error.message));
  if (syntaxErrors.length > 0) return { source: undefined, errors: syntaxErrors };
  try {
    const value = (document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {}) as Json;
    const problemAt: Source["problemAt"] = (path, message, at = "value") =>
      problem(offsetOf(document, path, at), path, message);
    return { source: { file, value, problemAt }, errors: [] };
  } catch (error) {
    return { source: undefined, errors: [problem(0, [], error instanceof Error ? error.message : "cannot be read")] };
  }
}

export function reportFor(source: Source, errors: Problem[], warnings: Problem[]): Report {
  return {
    error: (path, message) => errors.push(source.problemAt(path, message)),
    warn: (path, message) => warnings.push(source.problemAt(path, message, "key")),
  };
}

/** Where the value or key at the path begins; the key when the value is a collection; what is around it when it is missing. */
function offsetOf(document: Document, path: Path, at: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const found = childOf(resolved(node, document), step, document);
    if (found === undefined) break;
    node = found.value;
    const value = isScalar(node) && at === "value" ? startOf(node) : undefined;
    offset = value ?? startOf(found.key) ?? startOf(node) ?? offset;
  }
  return offset;
}

interface Child {
  readonly key: unknown;
  readonly value: unknown;
}

function childOf(node: unknown, step: string | number, document: Document): Child | undefined {
  if (isSeq(node) && typeof step === "number") return { key: undefined, value: node.items[step] };
  if (!isMap(node)) return undefined;
  const pairs = node.items.filter(isPair);
  const own = pairs.find(({ key }) => nameOf(key) === String(step));
  if (own !== undefined) return own;
  for (const { key, value } of pairs) {
    if (nameOf(key) !== "<<") continue;
    const merged = resolved(value, document);
    for (const part of isSeq(merged) ? merged.items : [merged]) {
      const inherited = childOf(resolved(part, document), step, document);
      if (inherited !== undefined) return inherited;
    }
  }
  return undefined;
}

const resolved = (node: unknown, document: Document): unknown => (isAlias(node) ? node.resolve(document) : node);

/** The merge key `<<` is a symbol. */
function nameOf(key: unknown): string {
  const value: unknown = isScalar(key) ? key.value : key;
  return typeof value === "symbol" ? (value.description ?? "") : String(value);
}
const startOf = (node: unknown): number | undefined => (isNode(node) ? (node as Node).range?.[0] : undefined);
