import { describe, expect, test } from "vitest";
import { parseImportFlags } from "../../../../scripts/import-litellm/parse-import-flags.ts";

describe("the flags of the import", () => {
  test.each([
    [["dump.json"], { kind: "local", state: ".tollgate/dev" }],
    [["dump.json", "--local"], { kind: "local", state: ".tollgate/dev" }],
    [["dump.json", "--state", "elsewhere"], { kind: "local", state: "elsewhere" }],
    [["--remote", "dump.json"], { kind: "remote", database: "tollgate" }],
    [["dump.json", "--remote", "--database", "mine"], { kind: "remote", database: "mine" }],
    [["dump.json", "--sql", "out.sql"], { kind: "file", file: "out.sql" }],
  ])("%j say where to import", (args, target) => {
    expect(parseImportFlags(args)).toEqual({ dump: "dump.json", target, replaces: false, isDry: false });
  });

  test("say what is done with rows that exist, and whether anything is written", () => {
    expect(parseImportFlags(["d", "--replace", "--dry-run"])).toMatchObject({ replaces: true, isDry: true });
    expect(parseImportFlags(["--help"])).toBe("help");
  });

  test.each([
    [[]],
    [["a", "b"]],
    [["a", "--remote", "--sql", "b"]],
    [["a", "--remote", "--state", "b"]],
    [["a", "--database", "b"]],
    [["a", "--what"]],
  ])("%j are refused", (args) => {
    expect(() => parseImportFlags(args)).toThrow(/./);
  });
});
