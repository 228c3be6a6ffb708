/** Hono's pattern as OpenAPI writes it: `/models/:id{.+}` is `/models/{id}`, and `/openai/*` is `/openai/{path}`. */
export const toTemplate = (pattern: string): string =>
  pattern.replaceAll(/\/:(\w+)(?:\{[^}]*\})?/g, "/{$1}").replace(/\/\*$/, "/{path}");

/** The same for all templates that one route serves, whatever their fields are called. */
export const shapeOf = (method: string, template: string): string =>
  `${method} ${template.replaceAll(/\{\w+\}(:\w+)?/g, "*")}`;

/** The names that stand in braces, in order. */
export const fieldsOf = (template: string): readonly string[] =>
  [...template.matchAll(/\{(\w+)\}/g)].map(([, field = ""]) => field);

/** `POST /key/{key}/reset_spend` is `postKeyByKeyResetSpend`: it stays the same whatever routes come beside it. */
export function nameOperation(method: string, template: string): string {
  const words = template.replaceAll("{", "By/").split(/[^a-zA-Z0-9]+/);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return method.toLowerCase() + (name === "" ? "Root" : name);
}

/** First steps that speak of the same as another. */
const SAME: Readonly<Record<string, string>> = {
  global: "spend",
  cost: "spend",
  provider: "spend",
  end_user: "customer",
  model_group: "model",
  reload: "model",
  router: "config",
};

/** What a management path is about: `/v2/team/list` is about `team`. */
export function tagOf(template: string): string {
  const first = template.split("/").find((step) => step !== "" && !/^v\d+$/.test(step)) ?? "";
  return SAME[first] ?? first;
}
