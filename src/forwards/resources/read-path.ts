import type { JsonObject } from "../../core/json.ts";
import { notFound } from "../../pipeline/objects/not-found.ts";
import type { ManagedKind, ManagedObject } from "../../store/managed-objects.ts";
import { STEP_KINDS, type ResourceRow } from "./resource-rows.ts";

interface NamedId {
  readonly id: string;
  readonly kind: ManagedKind;
}

export interface ResourcePath {
  /** In the order of the path. */
  readonly ids: readonly NamedId[];
  /** Ids of ours that say where a page of a list begins. */
  readonly cursors: readonly NamedId[];
  /** Each value a list: a name may come more than once. Without what is for the gateway. */
  readonly query: JsonObject;
  /** The same path at the provider, to which the objects are known by other ids. */
  write(objects: readonly ManagedObject[]): string;
}

/** What no provider's id holds cannot lead to another path. */
const PLAIN = /^[\w-]{1,128}$/;
const CURSORS = new Set(["after", "before"]);
const FOR_GATEWAY = new Set(["model", "target_model_names", "custom_llm_provider", "provider"]);

/** Throws `object_not_found` for a step that can be no id. */
export function readPath(row: ResourceRow, steps: Readonly<Record<string, string>>, url: string): ResourcePath {
  const parts = row.path.split("/").map((part) => (part.startsWith(":") ? { step: part.slice(1) } : part));
  const ids: NamedId[] = [];
  for (const part of parts) {
    if (typeof part === "string") continue;
    const id = steps[part.step] ?? "";
    const kind = STEP_KINDS[part.step];
    if (!PLAIN.test(id)) throw notFound(id, kind);
    if (kind !== undefined) ids.push({ id, kind });
  }
  const said = [...new URL(url).searchParams].filter(([name]) => !FOR_GATEWAY.has(name));
  const { items } = row;
  return {
    ids,
    cursors: items === undefined ? [] : said.flatMap(([name, id]) => (CURSORS.has(name) ? [{ id, kind: items }] : [])),
    query: Object.fromEntries(
      [...Map.groupBy(said, ([name]) => name)].map(([name, pairs]) => [name, pairs.map(([, value]) => value)]),
    ),
    write: (objects) =>
      parts
        .map((part) => {
          if (typeof part === "string") return part;
          const id = steps[part.step];
          return encodeURIComponent(objects.find((object) => object.id === id)?.upstreamId ?? id ?? "");
        })
        .join("/"),
  };
}

/** Behind a path; empty where nothing is asked. */
export function writeQuery(query: JsonObject): string {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    Array.isArray(values) ? values.map((value) => [name, String(value)]) : [],
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}
