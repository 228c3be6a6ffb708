import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import { GatewayError } from "../core/errors.ts";
import type { Operation } from "../core/operation.ts";
import { sightOf } from "../core/owner.ts";
import { isKeptHere } from "../core/response-id.ts";
import type { AnswerKeeper } from "../dialects/dialect.ts";
import { joinConversation } from "./join-conversation.ts";
import { keepAnswer, type KeptResponses } from "./keep-answer.ts";
import type { Call } from "./read-call.ts";
import { PREVIOUS } from "./read-pin.ts";
import { resolveReferences } from "./resolve-references.ts";

/**
 * A call with what it goes on from: what a provider keeps must be the caller's own, and what is kept here is put before
 * its input. Rejects with `previous_response_not_found`, also for what is another's, or with `store_unavailable`; a turn of
 * a conversation as `joinConversation` does.
 */
export async function resume<O extends Operation>(
  asked: Call<O>,
  caller: Caller,
  responses: KeptResponses,
  ctx: Pick<RequestContext, "now" | "background">,
): Promise<Call<O>> {
  const { now, background } = ctx;
  const { dialect, model, previousId } = asked;
  const { keeper } = dialect;
  const joined = keeper?.readConversation(asked.body);
  if (keeper !== undefined && joined !== undefined) {
    const { id: conversationId, said } = joined;
    return await joinConversation(asked, { keeper, conversationId, said }, caller, responses, ctx);
  }
  const call = keeper === undefined ? asked : await withReferences(asked, keeper, caller, responses);
  const { body } = call;
  const sight = previousId === undefined ? undefined : sightOf(caller);
  if (previousId === undefined || !isKeptHere(previousId)) {
    // An id of the provider's own tells no owner: it is for admins alone.
    if (previousId !== undefined && sight !== undefined && responses.seal.open(previousId, sight) === undefined)
      throw notFound(previousId);
    if (keeper === undefined) return call;
    return {
      ...call,
      keeping: keepAnswer(keeper, { said: body, before: [], model, background }, { caller, responses, now }),
    };
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
    keeping: keepAnswer(keeper, { said, before, model, previousId, background }, { caller, responses, now }),
  };
}

async function withReferences<O extends Operation>(
  call: Call<O>,
  keeper: AnswerKeeper,
  caller: Caller,
  responses: KeptResponses,
): Promise<Call<O>> {
  const body = await resolveReferences(call.body, [], keeper, caller, responses);
  return body === call.body ? call : { ...call, body, texts: () => call.dialect.textsOf(body) };
}

const notFound = (id: string): GatewayError =>
  new GatewayError("previous_response_not_found", `Previous response with id '${id.slice(0, 200)}' not found.`, {
    param: PREVIOUS,
  });
