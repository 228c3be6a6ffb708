import { type ApiDocument, exampleOf, nameType, type Parameter, type Route } from "./api-document.ts";
import { element, inputById } from "./element.ts";

/** What a request is made of, as the form has it. */
interface Filled {
  readonly address: string;
  readonly body: string | undefined;
}

/** A form that sends a request, an example of it for a terminal, and what was answered. */
export function showForm(api: ApiDocument, route: Route): readonly HTMLElement[] {
  const inputs = (route.parameters ?? []).map((parameter) => [parameter, inputFor(parameter)] as const);
  const schema = route.requestBody?.content["application/json"]?.schema;
  const body = element("textarea", { spellcheck: "false", "aria-label": "Body" });
  if (schema !== undefined) body.value = JSON.stringify(exampleOf(api, schema), null, 2);

  const example = element("pre", { tabindex: "0", "aria-label": "Example for a terminal" });
  const answer = element("pre", { tabindex: "0", "aria-label": "Answer", "aria-live": "polite", hidden: "" });
  const send = element("button", { type: "submit" }, "Send");
  const form = element(
    "form",
    {},
    ...inputs.map(([{ name, in: place }, input]) => element("label", {}, `${name} (${place})`, input)),
    ...(schema === undefined ? [] : [body]),
    send,
  );

  const filled = (): Filled => ({
    address: fillPath(route.path, inputs) + writeQuery(inputs),
    body: schema === undefined ? undefined : body.value,
  });
  const tellExample = (): void => example.replaceChildren(writeCurl(route, filled()));
  form.addEventListener("input", tellExample);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send.disabled = true;
    answer.hidden = false;
    void request(route, filled(), answer).finally(() => {
      send.disabled = false;
    });
  });
  tellExample();
  return [element("h3", {}, "Example"), example, element("h3", {}, "Try it"), form, answer];
}

type Input = HTMLInputElement | HTMLSelectElement;
type Inputs = readonly (readonly [Parameter, Input])[];

function inputFor({ required, schema }: Parameter): Input {
  const choices = schema.type === "boolean" ? [true, false] : schema.enum;
  const input =
    choices === undefined
      ? element("input", { placeholder: nameType(schema), autocomplete: "off" })
      : element("select", {}, ...["", ...choices.map(String)].map((choice) => element("option", {}, choice)));
  input.required = required === true;
  return input;
}

const fillPath = (path: string, inputs: Inputs): string =>
  inputs
    .filter(([parameter]) => parameter.in === "path")
    .reduce(
      (filled, [{ name }, { value }]) => filled.replace(`{${name}}`, () => encodeURIComponent(value) || `{${name}}`),
      path,
    );

function writeQuery(inputs: Inputs): string {
  const given = inputs.filter(([parameter, { value }]) => parameter.in === "query" && value !== "");
  const query = new URLSearchParams(given.map(([{ name }, { value }]) => [name, value])).toString();
  return query === "" ? "" : `?${query}`;
}

const isPublic = ({ security }: Route): boolean => security?.length === 0;

/** The key is named and not shown: an example is there to be copied. */
function writeCurl(route: Route, { address, body }: Filled): string {
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    `curl -X ${route.method} ${quote(location.origin + address)}`,
    ...(isPublic(route) ? [] : [`-H "Authorization: Bearer $TOLLGATE_KEY"`]),
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json'`, `-d ${quote(body)}`]),
  ].join(" \\\n  ");
}

/** Shows an answer as it comes, so that a stream is seen to be one. */
async function request(route: Route, { address, body }: Filled, answer: HTMLElement): Promise<void> {
  const key = inputById("key").value;
  const startedAt = performance.now();
  answer.replaceChildren("…");
  try {
    const response = await fetch(address, {
      method: route.method,
      headers: {
        ...(key !== "" && !isPublic(route) && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body }),
    });
    const waited = Math.round(performance.now() - startedAt);
    answer.replaceChildren(`${response.status} ${response.statusText} after ${waited} ms\n\n`);
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    if (isJson) {
      answer.append(indent(await response.text()));
      return;
    }
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read())
      answer.append(piece.value);
  } catch (error) {
    answer.append(`\n${String(error)}`);
  }
}

function indent(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
