import type { Caller } from "../core/caller.ts";
import { GatewayError } from "../core/errors.ts";
import type { Operation } from "../core/operation.ts";
import { sightOf } from "../core/owner.ts";
import { isKeptHere } from "../core/response-id.ts";
import { keepAnswer, type KeptResponses } from "./keep-answer.ts";
import type { Call } from "./read-call.ts";
import { PREVIOUS } from "./read-pin.ts";

/**
 * A call with what it goes on from: what a provider keeps must be the caller's own, and what is kept here is put before
 * its input. Rejects with `previous_response_not_found`, also for what is another's, or with `store_unavailable`.
 */
export async function resume<O extends Operation>(
  call: Call<O>,
  caller: Caller,
  responses: KeptResponses,
  now: () => number,
): Promise<Call<O>> {
  const { body, dialect, model, previousId } = call;
  const { keeper } = dialect;
  const sight = previousId === undefined ? undefined : sightOf(caller);
  if (previousId === undefined || !isKeptHere(previousId)) {
    // An id of the provider's own tells no owner: it is for admins alone.
    if (previousId !== undefined && sight !== undefined && responses.seal.open(previousId, sight) === undefined)
      throw notFound(previousId);
    if (keeper === undefined) return call;
    return { ...call, keeping: keepAnswer(keeper, { said: body, before: [], model }, { caller, responses, now }) };
  }
  const turns = keeper && (await responses.store.findTurns(previousId, sight));
  if (keeper === undefined || turns === undefined) throw notFound(previousId);
  const before = turns.flatMap(({ input, output }) => [...input, ...output]);
  const { [PREVIOUS]: _, ...said } = body;
  const whole = keeper.resume(said, before);
  return {
    ...call,
    body: whole,
    texts: () => dialect.textsOf(whole),
    keeping: keepAnswer(keeper, { said, before, model, previousId }, { caller, responses, now }),
  };
}

const notFound = (id: string): GatewayError =>
  new GatewayError("previous_response_not_found", `Previous response with id '${id.slice(0, 200)}' not found.`, {
    param: PREVIOUS,
  });
