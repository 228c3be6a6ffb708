import { pathsOf, RESOURCE_ROWS } from "../../../src/forwards/resources/resource-rows.ts";
import type { RawRequest } from "../raw-client.ts";
import { bad, type Bad, NO_BODIES, strangers } from "./bad.ts";

/** Like ids, and nobody's. */
const UNKNOWN_IDS = ["file-AAAAAAAAAAAAAAAAAAAAAAAA", "batch_BBBBBBBBBBBBBBBBBBBBBBBB", "nobody", "a%2Fb"];

export const resourceCases = RESOURCE_ROWS.flatMap((row): readonly Bad[] => {
  const { method, act, path: template } = row;
  const fill = (path: string, id: string): string =>
    path.replace(/:provider\{[^}]*\}/, "openai").replaceAll(/:\w+/g, id);
  const [path] = pathsOf(row);
  const isList = act === "list";
  const wrong = (what: string, status: number, request: Partial<RawRequest>) =>
    bad(`${method} ${template}: ${what}`, "openai", status, { method, path, ...request }, !isList);
  const hasIds = template.includes(":");
  return [
    ...pathsOf(row).flatMap((each) =>
      strangers(`${method} ${each}`, "openai", { method, path: fill(each, UNKNOWN_IDS[0] ?? "") }),
    ),
    ...(hasIds ? UNKNOWN_IDS.map((id) => wrong(`of ${id}`, 404, { path: fill(path, id) })) : []),
    ...(method === "POST" && !hasIds
      ? NO_BODIES.filter(([, , body]) => body !== "")
          .filter(([, status]) => status !== 415 || row.isForm !== true)
          .map(([what, status, body, headers]) => wrong(what, status, { body, headers: headers ?? {} }))
      : []),
    ...(isList
      ? ["limit=0", "limit=all", "before=nobody"].map((query) => wrong(query, 400, { path: `${path}?${query}` }))
      : []),
    ...(isList ? [wrong("after nobody", 404, { path: `${path}?after=nobody` })] : []),
  ];
});
