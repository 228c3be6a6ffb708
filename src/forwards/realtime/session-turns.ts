import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { isObject, parseObject, textOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import { noUsage } from "../../core/usage.ts";
import type { ContextMeter } from "./context-meter.ts";
import type { Ending } from "./ending.ts";
import { deltaCharsOf, soundCharsOf } from "./frame.ts";
import { readTranscriber, readTranscriptionUsage } from "./read-transcription.ts";
import { readTurnEnd } from "./read-turn-end.ts";
import { SessionTurn, type Spoken, type TurnDemand } from "./session-turn.ts";
import type { SoundTally } from "./sound-tally.ts";
import type { Step } from "./step.ts";

const DELTAS: ReadonlyMap<string, Spoken> = new Map([
  ["response.output_audio.delta", "sound"],
  ["response.audio.delta", "sound"],
  ["response.output_text.delta", "text"],
  ["response.text.delta", "text"],
  ["response.output_audio_transcript.delta", "text"],
  ["response.audio_transcript.delta", "text"],
  ["response.function_call_arguments.delta", "text"],
]);

const RESPONSE_ID = /"response_id"\s*:\s*"([^"\\]+)"/;

/** The turns of a session that are under way, and what the provider's events say of them. Names of events: now, and before 2025-08. */
export class SessionTurns {
  readonly #context: ContextMeter;
  readonly #redact: (text: string) => string;
  readonly #tally: SoundTally | undefined;
  readonly #underWay = new Map<number, SessionTurn>();
  #begun = 0;
  #hearings = 0;
  /** Who writes down what the client says. */
  #transcriber = "";

  /** Where there is a tally, sound is charged by it, and so is what is written down of it. */
  constructor(context: ContextMeter, redact: (text: string) => string, tally?: SoundTally) {
    this.#context = context;
    this.#redact = redact;
    this.#tally = tally;
  }

  get isAny(): boolean {
    return this.#underWay.size > 0;
  }

  /** What a turn has come to so far. */
  usageOf(turn: number): Usage {
    return this.#underWay.get(turn)?.estimate(this.#context.rate) ?? noUsage;
  }

  begin(demand: TurnDemand, state: "asked" | "running", cause?: string): SessionTurn {
    this.#begun += 1;
    const turn = new SessionTurn(this.#begun, demand, state, cause);
    this.#underWay.set(turn.number, turn);
    return turn;
  }

  /** A turn that was asked for and may not be. */
  refuse({ number }: SessionTurn, error: GatewayError): Step {
    this.#underWay.delete(number);
    return { do: "settle", turn: number, end: { outcome: "refused", usage: noUsage, error } };
  }

  /** All that are under way: what the provider has not heard of costs nothing. */
  endAll({ turn: outcome, error }: Ending): readonly Step[] {
    return [...this.#underWay.values()].map((turn): Step => {
      const wasSent = turn.state !== "asked";
      const usage = wasSent ? turn.estimate(this.#context.rate) : noUsage;
      return { do: "settle", turn: turn.number, end: { outcome: wasSent ? outcome : "abandoned", usage, error } };
    });
  }

  /** What an event of the provider's means for them. */
  read(type: string, text: string): readonly Step[] {
    const spoken = DELTAS.get(type);
    if (spoken !== undefined) {
      this.#running(RESPONSE_ID.exec(text)?.[1])?.add(spoken, deltaCharsOf(text));
      if (spoken === "sound") this.#tally?.addSound(this.#context.rate.spokenMs(soundCharsOf(text, "delta")));
      return [];
    }
    switch (type) {
      case "response.created":
        return this.#created(parseObject(text) ?? {});
      case "response.done":
        return this.#done(parseObject(text) ?? {});
      case "error":
        return this.#turnedDown(parseObject(text) ?? {});
      case "session.created":
      case "session.updated":
        return this.#configured(parseObject(text) ?? {});
      case "conversation.item.input_audio_transcription.completed":
        return this.#heard(parseObject(text) ?? {});
      default:
        return [];
    }
  }

  #created({ response }: JsonObject): readonly Step[] {
    const [sent] = this.#sent();
    const turn = sent ?? this.begin(this.#context.demand, "running");
    turn.state = "running";
    turn.responseId = isObject(response) ? textOf(response["id"]) : undefined;
    return sent === undefined ? [{ do: "claim", turn: turn.number, demand: turn.demand }] : [];
  }

  #done({ response }: JsonObject): readonly Step[] {
    const answer = isObject(response) ? response : {};
    const turn = this.#running(textOf(answer["id"]));
    if (turn === undefined) return [];
    this.#underWay.delete(turn.number);
    const end = readTurnEnd(answer, () => turn.estimate(this.#context.rate), this.#redact);
    if (end.usage.inputTokens > 0) this.#context.answered(end.usage);
    return [{ do: "settle", turn: turn.number, end }];
  }

  /** By mistake at worst: a turn that begins all the same is claimed anew. */
  #turnedDown({ error }: JsonObject): readonly Step[] {
    const { event_id: id, message } = isObject(error) ? error : {};
    const cause = textOf(id);
    const sent = this.#sent();
    const turn = cause === undefined ? sent[0] : sent.find((each) => each.cause === cause);
    if (turn === undefined) return [];
    this.#underWay.delete(turn.number);
    const said = this.#redact(textOf(message) ?? "The provider turned the event down.");
    const why = new GatewayError("provider_refused_request", said);
    return [{ do: "settle", turn: turn.number, end: { outcome: "failed", usage: noUsage, error: why } }];
  }

  #configured({ session }: JsonObject): readonly Step[] {
    if (!isObject(session)) return [];
    this.#context.configured(session);
    this.#transcriber = readTranscriber(session) ?? "";
    return [];
  }

  #heard(event: JsonObject): readonly Step[] {
    const usage = readTranscriptionUsage(event["usage"]);
    if (usage === undefined || this.#tally !== undefined) return [];
    this.#hearings += 1;
    return [{ do: "charge", extra: { name: `heard-${this.#hearings}`, model: this.#transcriber, usage } }];
  }

  /** Those that the provider was told of and has not begun, the first one first. */
  #sent(): readonly SessionTurn[] {
    return [...this.#underWay.values()].filter(({ state }) => state === "sent");
  }

  /** Any one that is running, where the provider's event does not say which. */
  #running(id: string | undefined): SessionTurn | undefined {
    const running = [...this.#underWay.values()].filter(({ state }) => state === "running");
    return id === undefined ? running[0] : running.find(({ responseId }) => responseId === id);
  }
}
