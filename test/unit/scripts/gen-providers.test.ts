import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { describeProviders } from "../../../scripts/providers/describe-providers.ts";
import { adapters } from "../../../src/adapters/index.ts";
import { adaptCompatible } from "../../../src/adapters/sdk.ts";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/providers.md"), "utf8");

const acme = adaptCompatible("acme", {
  baseUrl: "https://acme.example",
  serves: ["chat", "image"],
  keyVariables: ["ACME_API_KEY"],
  baseVariables: ["ACME_API_BASE"],
});

describe("the page of providers", () => {
  test("is what the generator writes, wherever it is started", async () => {
    const script = join(root, "scripts/gen-providers.ts");
    await expect(promisify(execFile)(process.execPath, [script, "--check"], { cwd: "/" })).resolves.toMatchObject({
      stderr: "",
    });
  });

  test("names every built-in provider once", () => {
    for (const id of adapters.keys()) expect(page.split(`\n| \`${id}/\` `)).toHaveLength(2);
  });
});

describe("a provider's row", () => {
  test("says what is offered, and what each operation was verified by", () => {
    const runs = { acme: { chat: "2026-11-21", tools: "2026-11-21" }, other: { image: "2026-11-21" } };
    expect(describeProviders([acme], new Map(), runs, { acme: ["stream"] }).rows).toEqual([
      {
        id: "acme",
        cells: {
          chat: "verified live on 2026-11-21",
          stream: "verified on recordings",
          embedding: "not offered",
          image: "verified by the suite",
          rerank: "not offered",
          speech: "not offered",
          transcription: "not offered",
        },
        variables: ["ACME_API_KEY", "ACME_API_BASE"],
      },
    ]);
  });

  test("of a retired one stands apart, with what to do", () => {
    expect(describeProviders([acme], new Map([["acme", { advice: "use other/" }]]), {}, {})).toEqual({
      rows: [],
      retired: [{ id: "acme", advice: "use other/" }],
    });
  });
});
