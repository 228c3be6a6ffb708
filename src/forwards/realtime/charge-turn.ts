import type { Deployment } from "../../core/deployment.ts";
import type { Usage } from "../../core/usage.ts";
import { chargePart, type PartCharge, type SessionCharge } from "./charge-part.ts";
import { mostOf } from "./limit-turn.ts";
import type { Hearing } from "./read-transcription.ts";
import type { TurnDemand } from "./session-turn.ts";

export function chargeTurn(session: SessionCharge, turn: number, demand: TurnDemand, current: () => Usage): PartCharge {
  const { deployment } = session.destination;
  const part = { name: `turn-${turn}`, operation: "realtime", deployment, most: mostOf(demand, [deployment]) } as const;
  return chargePart(session, part, current);
}

/** It is over when it is heard of. Rejects with a `GatewayError` where the caller's limits no longer allow it; it is charged all the same. */
export async function chargeHearing(session: SessionCharge, { number, model, usage }: Hearing): Promise<void> {
  const deployment = transcriberOf(session, model);
  const part = { name: `heard-${number}`, operation: "transcription", deployment, most: usage } as const;
  const charge = chargePart(session, part, () => usage);
  charge.settle({ outcome: "served", usage });
  await charge.entered;
}

/** At the price of the model of that name, where this gateway has one of the same provider; unpriced where it has none. */
function transcriberOf({ destination, gateway }: SessionCharge, model: string): Deployment {
  const { deployment } = destination;
  const { provider } = deployment;
  const group = gateway.models.find(model) ?? gateway.models.find(`${provider}/${model}`);
  const prices = group?.deployments.find((each) => each.provider === provider)?.prices;
  return { ...deployment, model, prices, limits: [] };
}
