import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

/** From the top down. A folder may import from the rows below its own, never from its own row or above. */
const RANKS: readonly (readonly string[])[] = [
  ["worker.ts", "compose"],
  ["http"],
  ["diagnostics", "forwards", "live"],
  ["pipeline"],
  ["endpoints", "config", "tenancy"],
  ["custom"],
  ["adapters", "auth", "limits", "router", "usage"],
  ["dialects", "store"],
  ["streams", "counters"],
  ["core"],
];

const rankOf = new Map(RANKS.flatMap((row, depth) => row.map((name) => [name, RANKS.length - depth] as const)));
const imports = [...importsOf("src")];
const part = (path: string): string => path.split("/")[1] ?? "";

describe("the layer table", () => {
  test("names every folder of src", () => {
    expect(readdirSync("src").filter((name) => !rankOf.has(name))).toEqual([]);
  });

  test("imports point down, never up and never sideways", () => {
    const wrong = imports.filter(({ file, target }) => {
      const [from, to] = [rankOf.get(part(file)), rankOf.get(part(target))];
      return (
        part(file) !== part(target) &&
        part(file) !== "worker.ts" &&
        (from === undefined || to === undefined || to >= from)
      );
    });
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  test("core imports nothing outside itself", () => {
    expect(imports.filter(({ file, target }) => part(file) === "core" && part(target) !== "core")).toEqual([]);
  });

  test("no dialect imports another, no provider another, no store technology another", () => {
    const wrong = ["dialects", "adapters", "store"].flatMap((folder) =>
      imports.filter(({ file, target }) => {
        const inner = (path: string) => new RegExp(`^src/${folder}/([^/]+)/`).exec(path)?.[1];
        const [from, to] = [inner(file), inner(target)];
        return from !== undefined && to !== undefined && from !== to;
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("a provider of one's own imports the SDK and its own files alone", () => {
    const wrong = sources("src/custom").flatMap((file) => {
      const folder = /^src\/custom\/[^/]+\//.exec(file)?.[0];
      if (folder === undefined) return [];
      return [...readFileSync(file, "utf8").matchAll(/\b(?:from|import)[\s(]*"([^"]+)"/g)]
        .map(([, path = ""]) => (path.startsWith(".") ? normalize(join(dirname(file), path)) : path))
        .filter((target) => !target.startsWith(folder) && target !== "src/adapters/sdk.ts")
        .map((target) => `${file} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test("there is no import circle", () => {
    const graph = new Map<string, string[]>();
    for (const { file, target } of imports) graph.set(file, [...(graph.get(file) ?? []), target]);
    expect(findCircle(graph)).toBeUndefined();
  });
});

describe("what the code must not hold", () => {
  test.each([
    ["eval", /\beval\(/],
    ["code made from strings", /new Function\(/],
    ["a redirect that is followed", /redirect:\s*"follow"/],
  ])("%s", (_, pattern) => {
    expect(sources("src").filter((file) => pattern.test(readFileSync(file, "utf8")))).toEqual([]);
  });

  test("only compose picks store technologies", () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        /^src\/store\/(d1|kv|memory|r2|redis|durable)\//.test(target) && !/^src\/(compose|store)\//.test(file),
    );
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });
});

/** Without what stands beside a provider of one's own to test it. */
function sources(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((entry) => entry.endsWith(".ts") && !/\.(test|wire)\.ts$/.test(entry))
    .map((entry) => join(root, entry));
}

function* importsOf(root: string): Generator<{ file: string; target: string }> {
  for (const file of sources(root)) {
    for (const [, path] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)) {
      yield { file, target: normalize(relative(".", join(dirname(file), path ?? ""))) };
    }
  }
}

function findCircle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of graph.get(file) ?? []) {
      const circle = visit(target, [...path, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
