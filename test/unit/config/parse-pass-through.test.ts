import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorsOf, parseText, warningsOf } from "./parse-text.ts";

const endpoints = (...entries: object[]): string =>
  JSON.stringify({ general_settings: { pass_through_endpoints: entries } });

describe("pass_through_endpoints", () => {
  test("are read as LiteLLM writes them", () => {
    const parsed = parseText(
      endpoints({
        path: "/rerank-x/",
        target: "https://api.example.com/v1/rerank",
        headers: { Authorization: "Bearer os.environ/RERANK_KEY", accept: "application/json" },
        include_subpath: "true",
        cost_per_request: 0.002,
        auth: true,
        methods: ["POST"],
      }),
    );
    expect([...errorsOf(parsed), ...warningsOf(parsed)]).toEqual([]);
    expect(parsed.config.settings.passThrough).toEqual([
      {
        path: "/rerank-x",
        target: "https://api.example.com/v1/rerank",
        headers: { Authorization: "Bearer os.environ/RERANK_KEY", accept: "application/json" },
        hasSubpaths: true,
        costPerRequest: 0.002,
        needsKey: true,
        methods: ["POST"],
      },
    ]);
    expect(parsed.config.variables).toContain("RERANK_KEY");
  });

  test("want a key where nothing is said of it, and warn where none is wanted", () => {
    const parsed = parseText(
      endpoints({ path: "/a", target: "http://10.0.0.5/a" }, { path: "/b", target: "os.environ/B", auth: false }),
    );
    expect(errorsOf(parsed)).toEqual([]);
    expect(parsed.config.settings.passThrough?.map(({ needsKey }) => needsKey)).toEqual([true, false]);
    expect(warningsOf(parsed)).toEqual([expect.stringContaining("whoever finds this path can use it")]);
  });

  test.each([
    [{ target: "https://x.example" }, "path"],
    [{ path: "/", target: "https://x.example" }, "path"],
    [{ path: "a", target: "https://x.example" }, "path"],
    [{ path: "/a//b", target: "https://x.example" }, "path"],
    [{ path: "/a/../b", target: "https://x.example" }, "path"],
    [{ path: "/a/%2e%2E/b", target: "https://x.example" }, "path"],
    [{ path: "//x.example/a", target: "https://x.example" }, "path"],
    [{ path: "/тайд", target: "https://x.example" }, "path"],
    [{ path: "/a b", target: "https://x.example" }, "path"],
    [{ path: "/a?b", target: "https://x.example" }, "path"],
    [{ path: "/a\\b", target: "https://x.example" }, "path"],
    [{ path: "/a" }, "target"],
    [{ path: "/a", target: "ftp://x.example" }, "target"],
    [{ path: "/a", target: "https://me:secret@x.example" }, "target"],
    [{ path: "/a", target: "x.example" }, "target"],
    [{ path: "/a", target: "https://x.example", methods: ["TRACE"] }, "methods"],
    [{ path: "/a", target: "https://x.example", cost_per_request: -1 }, "cost_per_request"],
    [{ path: "/a", target: "https://x.example", headers: { "a b": "x" } }, "headers"],
  ])("%j is refused for its %s", (entry, field) => {
    expect(errorsOf(parseText(endpoints(entry)))).toEqual([expect.stringContaining(field)]);
  });

  test.each(["/a", "/a/", "/a%20b", "/a/b-c_d.e~f", "/v1/x:read", "/%D1%82"])("%s is a path", (path) => {
    const parsed = parseText(endpoints({ path, target: "https://x.example" }));
    expect(errorsOf(parsed)).toEqual([]);
  });

  test("that the documentation shows can be written so", () => {
    const page = readFileSync("docs/pass-through.md", "utf8");
    const examples = [...page.matchAll(/^ {4}general_settings:\n(?: {4}.+\n)+/gm)].map(([example]) =>
      parseText(example),
    );
    expect(examples.map((parsed) => [...errorsOf(parsed), ...warningsOf(parsed)])).toEqual([[], []]);
    expect(examples.flatMap(({ config }) => config.settings.passThrough?.map(({ path }) => path))).toEqual([
      "/tides",
      "/assemblyai",
      "/eu.assemblyai",
      "/milvus",
      "/langfuse",
    ]);
  });

  test("the same path twice is refused, and a key that has no effect is named", () => {
    const twice = parseText(
      endpoints({ path: "/a", target: "https://x.example" }, { path: "/a/", target: "https://y.example" }),
    );
    expect(errorsOf(twice)).toEqual([expect.stringContaining("another endpoint has the same path")]);
    const more = parseText(endpoints({ path: "/a", target: "https://x.example", forward_headers: true }));
    expect(warningsOf(more)).toEqual([expect.stringContaining("forward_headers")]);
  });
});
