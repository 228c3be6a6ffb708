import { makeItemId } from "../core/conversation-id.ts";
import type { JsonObject } from "../core/json.ts";
import type { AnswerKeeper, NamedItem } from "../dialects/dialect.ts";
import type { ConversationStore } from "../store/conversation-store.ts";
import { inTime } from "../store/in-time.ts";
import { type AnswerGate, SAVE_MS } from "./keep-answer.ts";

/** A turn of a conversation, as far as it is known before its answer. */
export interface Turn {
  readonly conversationId: string;
  /** See `sightOf`. */
  readonly sight: string | undefined;
  readonly input: readonly NamedItem[];
  /** The ids of all items that are, or will be, in the conversation. */
  readonly taken: ReadonlySet<string>;
}

/** Adds the turn to its conversation: false where that came to nothing. Never rejects. */
type AddTurn = (answer: JsonObject) => Promise<boolean>;

/** Of several attempts at one answer, the first that comes to its end is the turn. */
export function turnAdder(
  keeper: AnswerKeeper,
  { conversationId, sight, input, taken }: Turn,
  store: ConversationStore,
  now: () => number,
): AddTurn {
  let adding: Promise<boolean> | undefined;

  async function add(answer: JsonObject): Promise<boolean> {
    try {
      const items = [...input, ...keeper.nameOutput(answer, taken, makeItemId)];
      const outcome = await inTime(store.append(conversationId, sight, items, now()), SAVE_MS);
      if (outcome === "appended") return true;
      throw new Error(`the conversation is ${outcome}`);
    } catch (error) {
      console.error("a turn is not added to its conversation", conversationId, String(error));
      return false;
    }
  }

  return async (answer) => (keeper.isTurn(answer) ? await (adding ??= add(answer)) : true);
}

/** An answer waits until its turn is in the conversation, or says that it is in none. `next`: what else it waits for. */
export const gateTurn = (keeper: AnswerKeeper, addTurn: AddTurn, next: AnswerGate = OPEN): AnswerGate => ({
  async whole(answer) {
    const [kept, isAdded] = await Promise.all([next.whole(answer), addTurn(answer)]);
    return isAdded ? kept : keeper.leaveConversation(kept);
  },
  frames(frames) {
    for (const [index, frame] of frames.entries()) {
      const answer = keeper.readEnd(frame);
      if (answer !== undefined)
        return Promise.all([next.frames(frames), addTurn(answer)]).then(([kept, isAdded]) => {
          const end = kept[index] ?? frame;
          return isAdded
            ? kept
            : kept.with(index, keeper.writeEnd(end, keeper.leaveConversation(keeper.readEnd(end) ?? answer)));
        });
    }
    return frames;
  },
});

const OPEN: AnswerGate = {
  whole: async (answer) => await Promise.resolve(answer),
  frames: (frames) => frames,
};
