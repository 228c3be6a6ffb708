import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

const folder = join(import.meta.dirname, "../../clients/docs-page");

/** The page in one file, and the policy that lets nothing run or load beside it. */
export interface DocsPage {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

export function buildPage(): DocsPage {
  const script = bundle("main.ts");
  const style = bundle("style.css");
  const html = readFileSync(join(folder, "index.html"), "utf8")
    .replaceAll(/\n\s*/g, "\n")
    .replace("<style></style>", () => `<style>${style}</style>`)
    .replace(`<script type="module"></script>`, () => `<script type="module">${script}</script>`);
  const contentSecurityPolicy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    // The empty icon, without which browsers ask for one.
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return { html, contentSecurityPolicy };
}

function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(folder, entry)],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
  });
  return outputFiles.map(({ text }) => text.trim()).join("");
}

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
