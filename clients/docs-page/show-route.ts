import { type ApiDocument, nameType, resolveAnswer, type Route } from "./api-document.ts";
import { element, showText } from "./element.ts";
import { showForm } from "./show-form.ts";
import { describe, showSchema } from "./show-schema.ts";

/** A route as one line, which opens to all that is known of it. */
export function showRoute(api: ApiDocument, route: Route): HTMLDetailsElement {
  const { method, path, summary, operationId } = route;
  const details = element(
    "details",
    { class: "operation", id: operationId },
    element(
      "summary",
      {},
      element("code", { class: `method ${method.toLowerCase()}` }, method),
      element("code", {}, path),
      element("span", { class: "soft" }, summary),
    ),
  );
  // Two hundred forms would make the page slow to open.
  details.addEventListener("toggle", () => details.append(element("div", {}, ...tellAll(api, route))), { once: true });
  return details;
}

function tellAll(api: ApiDocument, route: Route): readonly (Node | string)[] {
  const { description, externalDocs, parameters = [], requestBody, responses } = route;
  const schema = requestBody?.content["application/json"]?.schema;
  return [
    ...(description === undefined ? [] : [element("p", {}, ...showText(description))]),
    ...(externalDocs === undefined
      ? []
      : [element("p", {}, element("a", { href: externalDocs.url, rel: "noreferrer" }, "All fields, by the provider"))]),
    ...(parameters.length === 0
      ? []
      : [
          element("h3", {}, "Parameters"),
          element(
            "ul",
            { class: "fields" },
            ...parameters.map((each) =>
              element(
                "li",
                {},
                element("code", {}, each.name),
                " ",
                element("span", { class: "soft" }, `${each.in} · ${describe(each.schema, each.required === true)}`),
              ),
            ),
          ),
        ]),
    ...(schema === undefined ? [] : [element("h3", {}, `Body: ${nameType(schema)}`), showSchema(api, schema)]),
    element("h3", {}, "Answers"),
    ...Object.entries(responses).map(([status, response]) => {
      const answer = resolveAnswer(api, response);
      const [mediaType = "", content] = Object.entries(answer.content ?? {})[0] ?? [];
      const line = element("summary", {}, `${status} · `, ...showText(answer.description), ` ${mediaType}`);
      return element("details", {}, line, ...(content === undefined ? [] : [showSchema(api, content.schema)]));
    }),
    ...showForm(api, route),
  ];
}
