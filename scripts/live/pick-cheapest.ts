import type { Operation } from "../../src/core/operation.ts";
import { findModelFacts } from "../../src/usage/find-price.ts";
import { listModelsOf } from "../../src/usage/list-models-of.ts";
import type { Mode } from "../../src/usage/model-facts.ts";

const MODES = { chat: "chat", embedding: "embedding", rerank: "rerank" } as const satisfies Partial<
  Record<Operation, Mode>
>;

const isMode = (operation: Operation): operation is keyof typeof MODES => Object.hasOwn(MODES, operation);

/** The cheapest model that the catalogue knows of a provider; for chats one that is known to call tools, if there is one. */
export function pickCheapest(provider: string, operation: Operation): string | undefined {
  // A picture costs more than all other calls together, and what is left costs nothing.
  if (!isMode(operation)) return undefined;
  const priced = listModelsOf(provider).flatMap((name) => {
    const facts = findModelFacts(provider, name);
    if (facts?.prices === undefined || facts.mode !== MODES[operation]) return [];
    const { input, output } = facts.prices;
    return [{ name, callsTools: facts.capabilities?.includes("tools") === true, price: input + output }];
  });
  const able = operation === "chat" ? priced.filter(({ callsTools }) => callsTools) : priced;
  return (able.length > 0 ? able : priced).toSorted((a, b) => a.price - b.price)[0]?.name;
}
