import { type ApiDocument, listRoutes, type Route } from "./api-document.ts";
import { byId, element, inputById } from "./element.ts";
import { showRoute } from "./show-route.ts";

const status = byId("status");

interface Shown {
  readonly words: string;
  readonly details: HTMLDetailsElement;
}

function showAll(api: ApiDocument): void {
  byId("version").append(api.info.version);
  const routes = listRoutes(api);
  const shown: Shown[] = [];
  for (const { name } of api.tags) {
    const ofTag = routes
      .filter(({ tags }) => tags.includes(name))
      .map((route) => ({ words: wordsOf(route), details: showRoute(api, route) }));
    shown.push(...ofTag);
    const section = element(
      "section",
      {},
      element("h2", { id: `tag-${name}` }, name),
      ...ofTag.map(({ details }) => details),
    );
    byId("routes").append(section);
    byId("tags").append(element("a", { href: `#tag-${name}` }, name));
  }
  const search = inputById("search");
  search.addEventListener("input", () => filter(shown, search.value));
  filter(shown, search.value);
  openLinked();
  addEventListener("hashchange", openLinked);
}

const wordsOf = ({ method, path, summary, description = "" }: Route): string =>
  `${method} ${path} ${summary} ${description}`.toLowerCase();

/** Routes that have all the words. */
function filter(shown: readonly Shown[], text: string): void {
  const words = text.toLowerCase().split(/\s+/);
  for (const { words: own, details } of shown) details.hidden = !words.every((word) => own.includes(word));
  for (const section of document.querySelectorAll("section"))
    section.hidden = section.querySelector(".operation:not([hidden])") === null;
  status.replaceChildren(`${shown.filter(({ details }) => !details.hidden).length} of ${shown.length} routes`);
}

/** `/docs#postKeyGenerate` shows that route. */
function openLinked(): void {
  const linked = document.getElementById(location.hash.slice(1));
  if (linked instanceof HTMLDetailsElement) linked.open = true;
  linked?.scrollIntoView();
}

try {
  const response = await fetch("/openapi.json");
  if (!response.ok) throw new Error(`/openapi.json: ${response.status}`);
  showAll((await response.json()) as ApiDocument);
} catch (error) {
  status.replaceChildren(`The document could not be shown: ${String(error)}`);
}
