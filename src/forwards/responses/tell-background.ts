import type { Deployment } from "../../core/deployment.ts";
import { asId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { zeroUsd } from "../../core/money.ts";
import { noUsage, type Usage } from "../../core/usage.ts";
import type { UsageEvent } from "../../core/usage-event.ts";
import { normalizeResponsesUsage } from "../../dialects/normalize-usage.ts";
import { isPriced, priceUsage } from "../../usage/price.ts";

const read = (event: string): UsageEvent => JSON.parse(event) as UsageEvent;

/** What a response that is over came to: as its provider says, else what it was taken for when it was made. A failed one is not billed. */
export const usageAtEnd = ({ status, usage }: JsonObject, event: string): Usage =>
  normalizeResponsesUsage(usage) ?? (status === "failed" ? noUsage : read(event).usage);

/** The event of a response in background that nobody fetched: of whoever made it, under an id of its own. */
export function tellBackground(event: string, answer: JsonObject, deployment: Deployment | undefined): UsageEvent {
  const made = read(event);
  const usage = usageAtEnd(answer, event);
  const priced = isPriced(usage, deployment?.prices);
  return {
    ...made,
    id: asId(`${made.id}/background`),
    outcome: "served",
    status: 200,
    error: undefined,
    errorMessage: undefined,
    usage,
    cost: priced ? priceUsage(usage, deployment?.prices) : zeroUsd,
    unpriced: !priced,
  };
}
