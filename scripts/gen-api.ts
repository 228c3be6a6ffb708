/**
 * Writes what describes the API, from the code that runs it: the OpenAPI document, as people and as the worker read it,
 * the page that shows it, and the types of the TypeScript client. With `--check` it writes nothing and fails when a file
 * is not what it would write.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { allActions } from "../src/http/all-actions.ts";
import { type AppParts, createApp } from "../src/http/app.ts";
import { buildDocument } from "./openapi/build-document.ts";
import { buildPage } from "./openapi/build-page.ts";
import { packText, unpackText } from "./openapi/pack-text.ts";
import { writeClientTypes } from "./openapi/write-client-types.ts";

interface Target {
  readonly path: string;
  readonly text: string;
  /** Of a text, what counts when it is compared. */
  readonly contentOf?: (text: string) => string;
}

const root = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
// Nothing is asked of the parts until a request comes.
const document = buildDocument(allActions, createApp({} as AppParts).routes, version);

const targets: readonly Target[] = [
  { path: "docs/openapi.generated.json", text: `${JSON.stringify(document, null, 1)}\n` },
  {
    path: "src/http/openapi/document.generated.json",
    text: packText(JSON.stringify(document)),
    // Other versions of zlib write other bytes for the same text.
    contentOf: unpackText,
  },
  { path: "src/http/openapi/page.generated.json", text: `${JSON.stringify(buildPage(), null, 1)}\n` },
  { path: "clients/typescript/schema.generated.ts", text: writeClientTypes(document) },
];

for (const { path, text, contentOf = (whole: string) => whole } of targets) {
  const target = join(root, path);
  if (existsSync(target) && contentOf(readFileSync(target, "utf8")) === contentOf(text)) continue;
  if (process.argv.includes("--check")) {
    console.error(`${target} is out of date: run "npm run gen:api".`);
    process.exitCode = 1;
  } else {
    writeFileSync(target, text);
  }
}
