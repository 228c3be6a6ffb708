import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import { makeItemId } from "../core/conversation-id.ts";
import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Operation } from "../core/operation.ts";
import { sightOf } from "../core/owner.ts";
import type { AnswerKeeper } from "../dialects/dialect.ts";
import { CONVERSATION_CHARS_MAX } from "../store/conversation-store.ts";
import { conversationFull, conversationNotFound } from "./conversation-errors.ts";
import { gateTurn, turnAdder } from "./gate-turn.ts";
import { keepAnswer, type KeptResponses } from "./keep-answer.ts";
import type { Call } from "./read-call.ts";
import { PREVIOUS } from "./read-pin.ts";
import { resolveReferences } from "./resolve-references.ts";

interface Joined {
  readonly keeper: AnswerKeeper;
  readonly conversationId: string;
  /** The request without its conversation. */
  readonly said: JsonObject;
}

/**
 * A call as the next turn of a conversation: all that is in it comes before the input, and the turn is added to it before
 * the client has the end of the answer. Rejects with `object_not_found`, also for what is another's, `invalid_request` or
 * `store_unavailable`.
 */
export async function joinConversation<O extends Operation>(
  call: Call<O>,
  { keeper, conversationId, said: given }: Joined,
  caller: Caller,
  responses: KeptResponses,
  { now, background }: Pick<RequestContext, "now" | "background">,
): Promise<Call<O>> {
  if (call.previousId !== undefined) throw refuse(PREVIOUS, "cannot be used together with `conversation`");
  // What the gateway itself writes in background does not come here as such.
  if (keeper.isForBackground(given))
    throw refuse("background", "the provider of this model cannot add what it writes in background to a conversation");
  const { dialect, model } = call;
  const sight = sightOf(caller);
  const before = await responses.conversations.read(conversationId, sight);
  if (before === undefined) throw conversationNotFound(conversationId);

  const said = await resolveReferences(given, before, keeper, caller, responses);
  const input = keeper.nameInput(said, new Set(before.map(({ id }) => id)), makeItemId);
  if (JSON.stringify([before, input]).length > CONVERSATION_CHARS_MAX) throw conversationFull();
  const whole = keeper.resume(said, before);
  const taken = new Set([...before, ...input].map(({ id }) => id));
  const addTurn = turnAdder(keeper, { conversationId, sight, input, taken }, responses.conversations, now);
  const asked = { said, before: [], model, background };
  const keeping = keepAnswer(keeper, asked, { caller, responses, now });
  return {
    ...call,
    body: whole,
    texts: () => dialect.textsOf(whole),
    keeping: {
      ...keeping,
      ...gateTurn(keeper, addTurn, keeping),
      thread: { ...keeping.thread, conversationId },
      natively: gateTurn(keeper, addTurn),
    },
  };
}

const refuse = (param: string, why: string): GatewayError =>
  new GatewayError("invalid_request", `\`${param}\`: ${why}.`, { param });
