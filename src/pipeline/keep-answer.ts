import type { ResponseSeal } from "../auth/response-seal.ts";
import type { Caller } from "../core/caller.ts";
import type { InBackground } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import { objectsOf, textOf, type JsonObject } from "../core/json.ts";
import { ownerOf } from "../core/owner.ts";
import { makeKeptId } from "../core/response-id.ts";
import type { AnswerKeeper, Rename, Thread } from "../dialects/dialect.ts";
import { CONVERSATION_CHARS_MAX, type ConversationStore } from "../store/conversation-store.ts";
import { inTime } from "../store/in-time.ts";
import type { ResponseStore } from "../store/response-store.ts";
import type { Frame } from "../streams/frame.ts";

/** The client waits for the last words of its answer meanwhile. */
export const SAVE_MS = 5_000;

/** The soonest that an answer in background is looked at, where its client does not. */
const FIRST_LOOK_MS = 60_000;

/** Answers that clients come back to: with a provider, by an id that only their owner can use, or here. */
export interface KeptResponses {
  readonly seal: ResponseSeal;
  readonly store: ResponseStore;
  readonly conversations: ConversationStore;
}

/** What an answer waits for before its client has its end. */
export interface AnswerGate {
  /** The answer, once it is kept here, or saying that it is not. Never rejects. */
  whole(answer: JsonObject): Promise<JsonObject>;
  /** As `whole`, of frames of which one may end the stream: a client that has read it may come back at once. */
  frames(frames: readonly Frame[]): readonly Frame[] | Promise<readonly Frame[]>;
}

/** How the answer to one request is kept. */
export interface Keeping extends AnswerGate {
  /** What the answer says where it is not the provider that keeps it. */
  readonly thread: Thread;
  /** What the client calls an answer that a provider keeps. */
  renameAt(deployment: Deployment): Rename;
  /**
   * Notes an answer that its provider is still at work on, to charge it when it is over. False where it is over, or cannot be
   * noted. `event` writes what is to be told of it.
   */
  follow(answer: JsonObject, deployment: Deployment, event: () => string): Promise<boolean>;
  /** Of an answer that its provider keeps. Absent where it waits for nothing. */
  readonly natively?: AnswerGate;
}

/** What is to be kept of a request. */
interface Asked {
  /** The body without what was said before. */
  readonly said: JsonObject;
  readonly before: readonly JsonObject[];
  readonly model: string;
  /** An answer that is kept here. */
  readonly previousId?: string;
  /** What the client was told already of the answer. */
  readonly background?: InBackground | undefined;
}

interface KeepingTools {
  readonly caller: Caller;
  readonly responses: KeptResponses;
  readonly now: () => number;
}

export function keepAnswer(
  keeper: AnswerKeeper,
  { said, before, model, previousId, background }: Asked,
  { caller, responses: { seal, store }, now }: KeepingTools,
): Keeping {
  const owner = ownerOf(caller);
  const keptAs = background?.answerId ?? (keeper.wants(said) ? makeKeptId() : undefined);

  async function save(id: string, { output, ...body }: JsonObject): Promise<void> {
    const turn = { input: keeper.itemsOf(said), output: objectsOf(output) };
    const { length } = JSON.stringify([before, turn]);
    if (length > CONVERSATION_CHARS_MAX) throw new Error(`${length} characters are too many`);
    const row = { id, owner, keyHash: caller.key, model, previousId: previousId ?? null, createdAtMs: now() };
    await inTime(store.save({ ...row, ...turn, body, status: textOf(body.status) ?? "completed" }), SAVE_MS);
  }

  async function whole(answer: JsonObject): Promise<JsonObject> {
    if (keptAs === undefined) return answer;
    try {
      await save(keptAs, answer);
      return answer;
    } catch (error) {
      console.error("an answer is not kept", keptAs, String(error));
      return keeper.unkept(answer);
    }
  }

  const renameAt =
    ({ provider, id: deployment }: Deployment): Rename =>
    (id) =>
      background?.answerId ?? seal.name({ provider, deployment, id }, owner);

  return {
    thread: { keptAs, previousId, inBackground: background !== undefined, createdSeconds: background?.createdSeconds },
    renameAt,
    async follow(answer, deployment, event) {
      const own = textOf(answer["id"]);
      if (own === undefined || !keeper.isUnderWay(answer)) return false;
      const id = renameAt(deployment)(own);
      const createdAtMs = now();
      const row = { id, owner, keyHash: caller.key, model, createdAtMs, dueAtMs: createdAtMs + FIRST_LOOK_MS };
      try {
        await inTime(store.follow({ ...row, event: event() }), SAVE_MS);
        return true;
      } catch (error) {
        console.error("a response in background is charged by estimate", id, String(error));
        return false;
      }
    },
    whole,
    frames(frames) {
      for (const [index, frame] of keptAs === undefined ? [] : frames.entries()) {
        const answer = keeper.readEnd(frame);
        if (answer !== undefined)
          return whole(answer).then((kept) =>
            kept === answer ? frames : frames.with(index, keeper.writeEnd(frame, kept)),
          );
      }
      return frames;
    },
  };
}
