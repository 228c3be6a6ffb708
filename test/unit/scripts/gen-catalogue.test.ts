import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { readModelsFile } from "../../../scripts/catalogue/read-models-file.ts";

const root = join(import.meta.dirname, "../../..");
const generated = readFileSync(join(root, "src/usage/catalogue.generated.ts"), "utf8");

describe("the generated catalogue", () => {
  test("is what the generator writes, wherever it is started", async () => {
    const script = join(root, "scripts/gen-catalogue.ts");
    await expect(promisify(execFile)(process.execPath, [script, "--check"], { cwd: "/" })).resolves.toMatchObject({
      stderr: "",
    });
  });

  test("names its sources with version, date and licence", () => {
    const header = generated.slice(0, generated.indexOf("export const"));
    for (const source of readModelsFile(join(root, "catalogue/models.yaml")).sources) {
      for (const fact of [source.name, source.version, source.date, source.licence, source.url])
        expect(header).toContain(fact);
    }
  });
});
