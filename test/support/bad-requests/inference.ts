import type { JsonObject } from "../../../src/core/json.ts";
import { geminiVerbs } from "../../../src/endpoints/index.ts";
import { CASES, ROWS } from "../endpoint-cases.ts";
import type { RawRequest } from "../raw-client.ts";
import { type Api, bad, type Bad, MODEL, NO_BODIES, strangers } from "./bad.ts";
import { wrongFor } from "./wrong-fields.ts";

/** Whose words an endpoint speaks, where these are not OpenAI's. */
const API_OF: Readonly<Record<string, Api>> = {
  messages: "anthropic",
  countMessages: "anthropic",
  ...Object.fromEntries([...geminiVerbs.keys()].map((verb) => [verb, "google" as const])),
  chatOfCohere: "cohere",
  embedOfCohere: "cohere",
  embedOfCohereV1: "cohere",
  rerankOfCohere: "cohere",
};

/** Where the model is told by the address, or by default. */
const NEEDS_NO_MODEL: ReadonlySet<string> = new Set([...geminiVerbs.keys(), "moderations"]);

export const inferenceCases = [...ROWS].flatMap(([name, { paths }]): readonly Bad[] => {
  const api = API_OF[name] ?? "openai";
  const addressOf = (path: string, model: string = MODEL): string =>
    path.replace(":call{.+}", `${model}:${name}`).replace(":model{.+?}", model);
  const [first = ""] = paths;
  const good: JsonObject = { ...(CASES[name]?.body("Tide?") as JsonObject | undefined) };
  const wrong = (
    what: string,
    status: number,
    body: unknown,
    path = addressOf(first),
    more: Partial<RawRequest> = {},
  ) => bad(`${name}: ${what}`, api, status, { path, body, ...more });
  const named = { ...(!geminiVerbs.has(name) && { model: MODEL }), ...good };
  return [
    ...paths.flatMap((each) => [
      ...strangers(`${name} at ${each}`, api, { path: addressOf(each), body: named }),
      wrong(`not JSON at ${each}`, 400, "{", addressOf(each)),
    ]),
    ...NO_BODIES.map(([what, status, body, headers]) =>
      wrong(what, status, body, addressOf(first), { headers: headers ?? {} }),
    ),
    wrong("JSON that is called a text", 415, named, addressOf(first), { headers: { "content-type": "text/plain" } }),
    ...(NEEDS_NO_MODEL.has(name)
      ? []
      : [undefined, 7, true, {}, [], ""].map((model) =>
          wrong(`model ${JSON.stringify(model)}`, 400, { ...good, model }),
        )),
    wrong("an unknown model", 400, { ...good, model: "nobody" }, addressOf(first, "nobody")),
    ...Object.entries(good).flatMap(([field, value]) =>
      wrongFor(`${name}.${field}`, value).map((other) =>
        wrong(`${field} ${JSON.stringify(other)}`, 400, { ...named, [field]: other }),
      ),
    ),
    { ...bad(`${name}: PUT`, api, 405, { method: "PUT", path: addressOf(first) }), leavesEvent: false },
  ];
});
