import { isArray, isObject } from "../core/json.ts";
import type { Problem } from "./problem.ts";
import { readSource, type Source } from "./read-source.ts";

/** The text of a file named by `include:`, relative to the file that names it; undefined when there is none. */
export type ReadFile = (path: string, from: string) => { readonly text: string; readonly file: string } | undefined;

/** The file itself and, after it, everything it includes, each file once. */
export function loadSources(text: string, file: string, readFile: ReadFile | undefined, errors: Problem[]): Source[] {
  const sources: Source[] = [];
  const seen = new Set<string>();
  const load = (content: string, name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const read = readSource(content, name);
    errors.push(...read.errors);
    if (read.source === undefined) return;
    const { source } = read;
    if (!isObject(source.value)) {
      errors.push(source.problemAt([], "expected a map of settings such as model_list"));
      return;
    }
    sources.push(source);
    const include = source.value["include"] ?? [];
    if (!isArray(include)) {
      errors.push(source.problemAt(["include"], "expected a list of file names"));
      return;
    }
    include.forEach((path, index) => {
      const found = typeof path === "string" ? readFile?.(path, name) : undefined;
      if (found === undefined)
        errors.push(source.problemAt(["include", index], `there is no file ${JSON.stringify(path)}`));
      else load(found.text, found.file);
    });
  };
  load(text, file);
  return sources;
}
