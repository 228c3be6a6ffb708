import { isObject, numberOf, objectsOf, parseObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import type { Frame } from "../../streams/frame.ts";

/** An event under its place in the stream. */
export interface PlacedFrame {
  readonly sequence: number;
  readonly frame: Frame;
}

/** An answer while it is written: what there is of it, and its stream as those read it who come back to it. */
export interface FollowedAnswer {
  readonly answer: JsonObject;
  readonly isOver: boolean;
  /** The first events, before anything is known. */
  begin(): readonly PlacedFrame[];
  push(frame: Frame): readonly PlacedFrame[];
  /** It ends without an answer of its own; what there is of it stays. */
  end(status: "failed" | "cancelled", error?: JsonObject): readonly PlacedFrame[];
}

const ENDED: ReadonlySet<Json | undefined> = new Set(["completed", "incomplete", "failed", "cancelled"]);

/** `queued` is the answer before it is begun: its id is the one that the client knows, whoever writes the answer. */
export function followAnswer(queued: JsonObject): FollowedAnswer {
  let answer = queued;
  let sequence = 0;
  /** Those that are done, by their places. */
  const items = new Map<number, JsonObject>();

  const place = (type: string, fields: JsonObject): PlacedFrame => ({
    frame: { event: type, data: JSON.stringify({ ...fields, type, sequence_number: sequence }) },
    sequence: sequence++,
  });
  const isOver = (): boolean => ENDED.has(answer["status"]);

  /** The items that are done are repeated by an end that is good, and forgotten by one that is not. */
  function learn(told: JsonObject): JsonObject {
    const { id, created_at, previous_response_id = null, output } = answer;
    const own = objectsOf(told["output"]);
    // Whoever writes it may not keep it, and calls what was before it by a name of its own.
    const known = { id, created_at, previous_response_id, background: true, store: true };
    answer = { ...answer, ...told, ...known, output: own.length > 0 ? own : output };
    return answer;
  }

  function readItem({ item, output_index }: JsonObject): void {
    const index = numberOf(output_index);
    if (!isObject(item) || index === undefined) return;
    items.set(index, item);
    const output = [...items].toSorted(([one], [other]) => one - other).map(([, each]) => each);
    answer = { ...answer, output };
  }

  return {
    get answer() {
      return answer;
    },
    get isOver() {
      return isOver();
    },
    begin: () => [place("response.created", { response: answer }), place("response.queued", { response: answer })],
    push({ event, data }) {
      const told = parseObject(data);
      const type = textOf(told?.["type"]) ?? event;
      // It was told already that there is an answer. Behind its end stands only what some clients know a failure by.
      if (told === undefined || type === undefined || type === "response.created" || (isOver() && type !== "error"))
        return [];
      if (type === "response.output_item.done") readItem(told);
      const { response } = told;
      return [place(type, isObject(response) ? { ...told, response: learn(response) } : told)];
    },
    end(status, error) {
      if (isOver()) return [];
      // Clients know no event for what was cancelled; the status says it.
      const failed = place("response.failed", { response: learn({ status, error: error ?? null }) });
      return error === undefined ? [failed] : [failed, place("error", { ...error, param: null })];
    },
  };
}
