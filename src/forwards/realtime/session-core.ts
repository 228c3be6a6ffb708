import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { parseObject, textOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import { ContextMeter, readOutputCap } from "./context-meter.ts";
import { type Ending, endingBy, type EndingId, endingOf } from "./ending.ts";
import { fitUpdate, type SessionModel } from "./fit-update.ts";
import { type Frame, isPlainAudio, sizeOf, soundCharsOf, typeOfServerEvent } from "./frame.ts";
import type { SessionTurn } from "./session-turn.ts";
import { SessionTurns } from "./session-turns.ts";
import type { SoundTally } from "./sound-tally.ts";
import type { Side, Step } from "./step.ts";
import { writeErrorEvent } from "./write-error-event.ts";

/** An event of OpenAI's may hold 15 MiB of sound. */
const FRAME_SIZE_MAX = 16 * 1024 * 1024;
/** A WebSocket of the runtime does not tell what it still has to send: what one side got since it last spoke bounds it. */
const UNREAD_SIZE_MAX = 64 * 1024 * 1024;

/** Done; going away; and a goodbye that names no code: RFC 6455, section 7.4.1. */
const GOODBYES: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** What bytes would be in base64: sound, where some service takes it so. */
const charsOfBytes = ({ byteLength }: ArrayBuffer): number => (byteLength * 4) / 3;

interface SessionSetup extends SessionModel {
  /** Takes the provider's credential out of its words. */
  readonly redact: (text: string) => string;
  /** What the session is to be, before the client says anything. */
  readonly session?: JsonObject | undefined;
  /** Where sound is what is charged. */
  readonly tally?: SoundTally | undefined;
}

/**
 * A session as a state machine: frames in, steps out, no socket and no clock. Frames pass as they are; only what decides about
 * turns is read. What a client sends behind a turn that it asks for waits until the turn is admitted.
 */
export class SessionCore {
  readonly #model: SessionSetup;
  readonly #context = new ContextMeter();
  readonly #turns: SessionTurns;
  readonly #waiting: Frame[] = [];
  #waitingSize = 0;
  /** The event by which the client asked for the turn that is being claimed. */
  #asking: { readonly turn: SessionTurn; readonly frame: Frame } | undefined;
  readonly #unread: Record<Side, number> = { client: 0, provider: 0 };
  #isOver = false;

  constructor(model: SessionSetup) {
    this.#model = model;
    this.#turns = new SessionTurns(this.#context, model.redact, model.tally);
  }

  /** Once both sides are there. */
  begin(): readonly Step[] {
    const { session } = this.#model;
    return session === undefined ? [] : this.#pass(JSON.stringify({ type: "session.update", session }));
  }

  /** What a turn has come to so far. */
  usageOf(turn: number): Usage {
    return this.#turns.usageOf(turn);
  }

  fromClient(frame: Frame): readonly Step[] {
    if (this.#isOver) return [];
    this.#unread.client = 0;
    const size = sizeOf(frame);
    if (size > FRAME_SIZE_MAX) return this.end("frame-too-large");
    if (this.#asking === undefined) return this.#pass(frame);
    this.#waitingSize += size;
    if (this.#waitingSize > FRAME_SIZE_MAX) return this.end("frame-too-large");
    this.#waiting.push(frame);
    return [];
  }

  fromProvider(frame: Frame): readonly Step[] {
    if (this.#isOver) return [];
    this.#unread.provider = 0;
    if (sizeOf(frame) > FRAME_SIZE_MAX) return this.end("provider-frame-too-large");
    if (typeof frame !== "string") {
      this.#model.tally?.addSound(this.#context.rate.spokenMs(charsOfBytes(frame)));
      return [...this.#charge(false), ...this.#send("client", frame)];
    }
    const type = typeOfServerEvent(frame);
    // First what the event means: passing it on may end the session, and with it what is under way.
    const steps = this.#turns.read(type, frame);
    return [
      ...steps,
      ...this.#charge(false),
      ...this.#send("client", type === "error" ? this.#model.redact(frame) : frame),
    ];
  }

  /** The limits of a turn are held. */
  admitted(number: number): readonly Step[] {
    const asking = this.#asking;
    if (this.#isOver || asking?.turn.number !== number) return [];
    asking.turn.state = "sent";
    this.#asking = undefined;
    return [...this.#send("provider", asking.frame), ...this.#catchUp()];
  }

  /**
   * The limits of a turn are used up. One that was asked for is not passed on, and unless `isFinal` the session goes on; one that the
   * provider has begun by itself ends the session.
   */
  refused(number: number, error: GatewayError, isFinal: boolean): readonly Step[] {
    if (this.#isOver) return [];
    const turn = this.#asking?.turn;
    if (turn?.number !== number) return this.#end(endingBy(error));
    this.#asking = undefined;
    const settle = this.#turns.refuse(turn, error);
    if (isFinal) return [settle, ...this.#end(endingBy(error))];
    return [settle, ...this.#send("client", writeErrorEvent(error, turn.cause)), ...this.#catchUp()];
  }

  /** Something that is over already was more than the caller's limits allow. */
  overdrawn(error: GatewayError): readonly Step[] {
    return this.#end(endingBy(error));
  }

  /** The session is over for a reason from outside. */
  end(id: EndingId): readonly Step[] {
    return this.#end(endingOf(id));
  }

  /** The provider closed the connection: well only if it had nothing left to do. */
  providerClosed(code: number): readonly Step[] {
    return this.end(GOODBYES.has(code) && !this.#turns.isAny ? "provider-done" : "provider-cut");
  }

  #end(ending: Ending): readonly Step[] {
    if (this.#isOver) return [];
    this.#isOver = true;
    const told: readonly Step[] =
      ending.error === undefined ? [] : [{ do: "send", to: "client", frame: writeErrorEvent(ending.error) }];
    return [...this.#turns.endAll(ending), ...this.#charge(true), ...told, { do: "close", ending }];
  }

  /** What has come together of sound. */
  #charge(isEnd: boolean): readonly Step[] {
    const extra = this.#model.tally?.take(isEnd);
    return extra === undefined ? [] : [{ do: "charge", extra }];
  }

  #send(to: Side, frame: Frame): readonly Step[] {
    this.#unread[to] += sizeOf(frame);
    return this.#unread[to] > UNREAD_SIZE_MAX ? this.end("unread") : [{ do: "send", to, frame }];
  }

  /** What waited behind a turn, up to the next one that is asked for. */
  #catchUp(): readonly Step[] {
    const steps: Step[] = [];
    while (this.#asking === undefined && !this.#isOver) {
      const frame = this.#waiting.shift();
      if (frame === undefined) break;
      this.#waitingSize -= sizeOf(frame);
      steps.push(...this.#pass(frame));
    }
    return steps;
  }

  #pass(frame: Frame): readonly Step[] {
    if (typeof frame !== "string") {
      this.#model.tally?.addSound(this.#context.rate.heardMs(charsOfBytes(frame)));
      return [...this.#charge(false), ...this.#send("provider", frame)];
    }
    if (isPlainAudio(frame)) return this.#passSound(frame, soundCharsOf(frame, "audio"));
    const event = parseObject(frame);
    switch (event?.["type"]) {
      case "response.create":
        return this.#ask(frame, event);
      case "session.update":
        return this.#update(frame, event);
      case "input_audio_buffer.append":
        return this.#passSound(frame, textOf(event?.["audio"])?.length ?? 0);
      case "conversation.item.create":
        this.#model.tally?.addItem(event?.["item"], this.#context.rate.heardMs);
        break;
      default:
    }
    this.#context.addText(frame.length);
    return [...this.#charge(false), ...this.#send("provider", frame)];
  }

  #passSound(frame: string, chars: number): readonly Step[] {
    this.#context.addSound(chars);
    this.#model.tally?.addSound(this.#context.rate.heardMs(chars));
    return [...this.#charge(false), ...this.#send("provider", frame)];
  }

  #ask(frame: Frame, event: JsonObject): readonly Step[] {
    const { inputTokens, outputTokensMax } = this.#context.demand;
    const cap = readOutputCap(event["response"]) ?? outputTokensMax;
    const asked = inputTokens + Math.ceil(sizeOf(frame) / 4);
    const turn = this.#turns.begin({ inputTokens: asked, outputTokensMax: cap }, "asked", textOf(event["event_id"]));
    this.#asking = { turn, frame };
    return [{ do: "claim", turn: turn.number, demand: turn.demand }];
  }

  #update(frame: Frame, event: JsonObject): readonly Step[] {
    this.#context.addText(sizeOf(frame));
    const fitted = fitUpdate(event, this.#model);
    if ("event" in fitted) return this.#send("provider", fitted.event === event ? frame : JSON.stringify(fitted.event));
    const message = "The model of a session cannot be changed. Open another session for another model.";
    const error = new GatewayError("invalid_request", message, { param: fitted.refused });
    return this.#send("client", writeErrorEvent(error, textOf(event["event_id"])));
  }
}
