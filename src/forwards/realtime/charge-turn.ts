import type { Deployment, Prices } from "../../core/deployment.ts";
import type { Usage } from "../../core/usage.ts";
import { findModelFacts } from "../../usage/find-price.ts";
import { chargePart, type PartCharge, type SessionCharge } from "./charge-part.ts";
import { mostOf } from "./limit-turn.ts";
import type { TurnDemand } from "./session-turn.ts";
import type { SessionExtra } from "./step.ts";

export function chargeTurn(session: SessionCharge, turn: number, demand: TurnDemand, current: () => Usage): PartCharge {
  const { deployment } = session.destination;
  const most = mostOf(demand, [deployment]);
  const spoken = { ...deployment, prices: deployment.prices && withoutSound(deployment.prices) };
  return chargePart(session, { name: `turn-${turn}`, operation: "realtime", deployment: spoken, most }, current);
}

/** What is charged by the sound, and by the text, is charged when it was heard, not with the turns. */
function withoutSound(prices: Prices): Prices {
  const { perSecond: _, perMessage: __, ...others } = prices;
  return others;
}

/** It is over when it is heard of. Rejects with a `GatewayError` where the caller's limits no longer allow it; it is charged all the same. */
export async function chargeExtra(session: SessionCharge, { name, model, usage }: SessionExtra): Promise<void> {
  const deployment = model === undefined ? session.destination.deployment : transcriberOf(session, model);
  const operation = model === undefined ? "realtime" : "transcription";
  const charge = chargePart(session, { name, operation, deployment, most: usage }, () => usage);
  charge.settle({ outcome: "served", usage });
  await charge.entered;
}

/**
 * At the price of the model of that name, where this gateway has one of the same provider, or else at the one that the
 * catalogue knows.
 */
function transcriberOf({ destination, gateway }: SessionCharge, model: string): Deployment {
  const { deployment } = destination;
  const { provider } = deployment;
  if (model === deployment.model) return { ...deployment, limits: [] };
  const group = gateway.models.find(model) ?? gateway.models.find(`${provider}/${model}`);
  const configured = group?.deployments.find((each) => each.provider === provider)?.prices;
  return { ...deployment, model, prices: configured ?? findModelFacts(provider, model)?.prices, limits: [] };
}
