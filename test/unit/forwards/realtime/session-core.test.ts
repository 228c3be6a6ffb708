import { beforeEach, describe, expect, it } from "vitest";
import { GatewayError } from "../../../../src/core/errors.ts";
import { SessionCore } from "../../../../src/forwards/realtime/session-core.ts";
import { SoundTally } from "../../../../src/forwards/realtime/sound-tally.ts";
import type { Step } from "../../../../src/forwards/realtime/step.ts";

const text = (event: object): string => JSON.stringify(event);
const CREATE = text({ type: "response.create", event_id: "ask" });
const CREATED = text({ type: "response.created", response: { id: "resp_1" } });
const DELTA = text({ type: "response.output_text.delta", response_id: "resp_1", delta: "x".repeat(39) });
const told = { input_tokens: 100, output_tokens: 20 };
const done = (response: object = {}): string =>
  text({ type: "response.done", response: { id: "resp_1", status: "completed", usage: told, ...response } });

const LIMIT = new GatewayError("rate_limited", "Too many tokens.");
const BUDGET = new GatewayError("budget_exceeded", "Nothing is left.");

let core: SessionCore;
beforeEach(() => {
  core = new SessionCore({
    name: "voice",
    upstream: "gpt-realtime",
    redact: (said) => said.replace("sk-secret", "[key]"),
  });
});

/** Steps in a word each, with what matters of them. */
const brief = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) => {
    switch (step.do) {
      case "send": {
        const type = typeof step.frame === "string" ? /"type":"([^"]+)"/.exec(step.frame)?.[1] : "bytes";
        return `${type} to ${step.to}`;
      }
      case "claim":
        return `claim ${step.turn}`;
      case "settle":
        return `settle ${step.turn} ${step.end.outcome} ${step.end.usage.inputTokens}+${step.end.usage.outputTokens}${step.end.usage.estimated ? " estimated" : ""}`;
      case "charge":
        return `charge ${step.extra.name} ${step.extra.model} ${JSON.stringify(step.extra.usage)}`;
      case "close":
        return `close ${step.ending.code} ${step.ending.outcome}`;
    }
  });

const errorIn = (steps: readonly Step[]): unknown => {
  const sent = steps.find((step) => step.do === "send" && step.to === "client");
  return sent?.do === "send" && typeof sent.frame === "string" ? JSON.parse(sent.frame).error : undefined;
};

describe("a turn that the client asks for", () => {
  it("is claimed before the provider hears of it, and settled by what the provider says", () => {
    expect(brief(core.fromClient(CREATE))).toEqual(["claim 1"]);
    expect(brief(core.admitted(1))).toEqual(["response.create to provider"]);
    expect(brief(core.fromProvider(CREATED))).toEqual(["response.created to client"]);
    expect(brief(core.fromProvider(done()))).toEqual(["settle 1 served 100+20", "response.done to client"]);
  });

  it("holds back what the client sends behind it, in order, up to the next turn", () => {
    core.fromClient(CREATE);
    expect(core.fromClient(text({ type: "a" }))).toEqual([]);
    expect(core.fromClient(CREATE)).toEqual([]);
    expect(core.fromClient(text({ type: "b" }))).toEqual([]);
    expect(brief(core.admitted(1))).toEqual(["response.create to provider", "a to provider", "claim 2"]);
    expect(brief(core.admitted(2))).toEqual(["response.create to provider", "b to provider"]);
  });

  it("is not passed on when its limits are used up, and the session goes on", () => {
    core.fromClient(CREATE);
    core.fromClient(text({ type: "a" }));
    const steps = core.refused(1, LIMIT, false);
    expect(brief(steps)).toEqual(["settle 1 refused 0+0", "error to client", "a to provider"]);
    expect(errorIn(steps)).toMatchObject({ code: "rate_limit_exceeded", type: "rate_limit_error", event_id: "ask" });
  });

  it("ends the session when nothing is left for any turn", () => {
    core.fromClient(CREATE);
    const steps = core.refused(1, BUDGET, true);
    expect(brief(steps)).toEqual(["settle 1 refused 0+0", "error to client", "close 1008 served"]);
    expect(errorIn(steps)).toMatchObject({ code: "insufficient_quota" });
    expect(core.fromClient(CREATE)).toEqual([]);
  });

  it("is given back when the provider turns it down", () => {
    core.fromClient(CREATE);
    core.admitted(1);
    const error = { type: "error", error: { event_id: "ask", message: "There is an answer under way, sk-secret." } };
    const steps = core.fromProvider(text(error));
    expect(brief(steps)).toEqual(["settle 1 failed 0+0", "error to client"]);
    expect(JSON.stringify(steps)).not.toContain("sk-secret");
  });

  it("outlives an error about something else", () => {
    core.fromClient(CREATE);
    core.admitted(1);
    expect(brief(core.fromProvider(text({ type: "error", error: { event_id: "other" } })))).toEqual([
      "error to client",
    ]);
    expect(brief(core.fromProvider(CREATED))).toEqual(["response.created to client"]);
  });

  it("claims what it was asked to write at most, and all that was said before", () => {
    core.fromProvider(text({ type: "session.created", session: { max_output_tokens: 500 } }));
    expect(core.fromClient(CREATE)).toMatchObject([{ demand: { outputTokensMax: 500 } }]);
    core.admitted(1);
    core.fromProvider(CREATED);
    core.fromProvider(done({ usage: { input_tokens: 9_000, output_tokens: 1_000 } }));
    const [next] = core.fromClient(text({ type: "response.create", response: { max_output_tokens: 7 } }));
    expect(next).toMatchObject({ do: "claim", demand: { outputTokensMax: 7 } });
    expect(next?.do === "claim" && next.demand.inputTokens).toBeGreaterThanOrEqual(10_000);
  });
});

describe("a turn that the provider begins by itself", () => {
  it("is claimed when it begins", () => {
    expect(brief(core.fromProvider(CREATED))).toEqual(["claim 1", "response.created to client"]);
    expect(core.admitted(1)).toEqual([]);
    expect(brief(core.fromProvider(done()))).toEqual(["settle 1 served 100+20", "response.done to client"]);
  });

  it("ends the session when it does not fit, and is charged what was said", () => {
    core.fromProvider(CREATED);
    core.fromProvider(DELTA);
    expect(brief(core.refused(1, LIMIT, false))).toEqual([
      "settle 1 failed 256+10 estimated",
      "error to client",
      "close 1008 served",
    ]);
  });

  it("ends the session also when it was over before its claim was answered", () => {
    core.fromProvider(CREATED);
    core.fromProvider(done());
    expect(brief(core.refused(1, LIMIT, false))).toEqual(["error to client", "close 1008 served"]);
  });
});

describe("how a turn went", () => {
  it.each([
    ["completed", {}, "settle 1 served 100+20"],
    ["cut at its cap", { status: "incomplete" }, "settle 1 served 100+20"],
    ["interrupted", { status: "cancelled" }, "settle 1 abandoned 100+20"],
    ["interrupted, and not told", { status: "cancelled", usage: null }, "settle 1 abandoned 256+10 estimated"],
    ["failed", { status: "failed", usage: null }, "settle 1 failed 0+0"],
  ])("%s", (_, response, settled) => {
    core.fromProvider(CREATED);
    core.fromProvider(DELTA);
    expect(brief(core.fromProvider(done(response)))[0]).toBe(settled);
  });

  it("counts sound by its length where a turn is cut: a second is 48,000 bytes and 20 tokens", () => {
    core.fromProvider(CREATED);
    core.fromProvider(text({ type: "response.output_audio.delta", response_id: "resp_1", delta: "A".repeat(64_000) }));
    expect(core.usageOf(1)).toMatchObject({ outputTokens: 20, audioOutputTokens: 20, estimated: true });
  });

  it("counts two answers at once apart", () => {
    core.fromProvider(CREATED);
    core.fromProvider(text({ type: "response.created", response: { id: "resp_2" } }));
    core.fromProvider(DELTA);
    expect([core.usageOf(1).outputTokens, core.usageOf(2).outputTokens]).toEqual([10, 0]);
    expect(brief(core.fromProvider(done()))[0]).toBe("settle 1 served 100+20");
  });
});

describe("what the client says, written down by another model", () => {
  const heard = (usage: object | undefined): string =>
    text({ type: "conversation.item.input_audio_transcription.completed", transcript: "Hello", usage });

  it.each([
    ["now", { audio: { input: { transcription: { model: "whisper-1" } } } }],
    ["before", { input_audio_transcription: { model: "whisper-1" } }],
  ])("is charged by itself, as the session named that model %s", (_, session) => {
    core.fromProvider(text({ type: "session.updated", session }));
    const byTime = brief(core.fromProvider(heard({ type: "duration", seconds: 1.5 })));
    expect(byTime[0]).toBe('charge heard-1 whisper-1 {"inputTokens":0,"outputTokens":0,"mediaMs":1500}');
    const tokens = { type: "tokens", input_tokens: 15, output_tokens: 4, input_token_details: { audio_tokens: 15 } };
    expect(brief(core.fromProvider(heard(tokens)))[0]).toBe(
      'charge heard-2 whisper-1 {"inputTokens":15,"outputTokens":4,"audioInputTokens":15}',
    );
  });

  it.each([undefined, { type: "duration" }, { type: "tokens" }])(
    "is not charged where %j is all that is told",
    (usage) => {
      expect(brief(core.fromProvider(heard(usage)))).toEqual([
        "conversation.item.input_audio_transcription.completed to client",
      ]);
    },
  );
});

describe("a session that is charged by its sound", () => {
  /** A second of linear sound at 24 kHz. */
  const SECOND = "A".repeat(64_000);
  const append = (seconds: number, more: object = {}): string =>
    text({ type: "input_audio_buffer.append", audio: SECOND.repeat(seconds), ...more });
  const item = (value: object): string => text({ type: "conversation.item.create", item: value });
  const charges = (steps: readonly Step[]): readonly string[] =>
    brief(steps).filter((step) => step.startsWith("charge"));
  const startWith = (countsTexts: boolean): void => {
    const tally = new SoundTally(countsTexts);
    core = new SessionCore({ name: "voice", upstream: "grok-voice", redact: (said) => said, tally });
  };
  beforeEach(() => startWith(true));

  it("is charged for what both sides said, a minute at a time, and the rest when it ends", () => {
    core.fromProvider(CREATED);
    expect(charges(core.fromClient(append(50)))).toEqual([]);
    const spoken = text({ type: "response.output_audio.delta", response_id: "resp_1", delta: SECOND.repeat(15) });
    expect(charges(core.fromProvider(spoken))).toEqual([
      'charge sound-1 undefined {"inputTokens":0,"outputTokens":0,"mediaMs":65000}',
    ]);
    core.fromClient(append(2));
    const end = core.end("client-left");
    expect(charges(end)).toEqual(['charge sound-2 undefined {"inputTokens":0,"outputTokens":0,"mediaMs":2000}']);
    expect(brief(end).at(-1)).toBe("close 1000 served");
  });

  it("is charged by the format that the session has", () => {
    const format = (type: string, rate?: number) => ({ format: { type, ...(rate !== undefined && { rate }) } });
    const session = { audio: { input: format("audio/pcm", 48_000), output: format("audio/pcmu") } };
    core.fromProvider(text({ type: "session.updated", session }));
    core.fromProvider(CREATED);
    core.fromClient(append(2));
    core.fromProvider(text({ type: "response.output_audio.delta", response_id: "resp_1", delta: SECOND }));
    expect(charges(core.end("client-left"))[0]).toContain('"mediaMs":7000');
  });

  it("is charged for the texts of its client, but not for what its tools gave back", () => {
    core.fromClient(item({ type: "message", role: "user", content: [{ type: "input_text", text: "Ahoy" }] }));
    core.fromClient(item({ type: "function_call_output", call_id: "c", output: "{}" }));
    core.fromClient(item({ type: "message", role: "user", content: [{ type: "input_audio", audio: SECOND }] }));
    expect(charges(core.end("client-left"))).toEqual([
      'charge sound-1 undefined {"inputTokens":0,"outputTokens":0,"mediaMs":1000,"messages":1}',
    ]);
  });

  it("is not charged for texts where they have no price", () => {
    startWith(false);
    core.fromClient(item({ type: "message", role: "user", content: [{ type: "input_text", text: "Ahoy" }] }));
    expect(charges(core.end("client-left"))).toEqual([]);
  });

  it.each([
    ["a field that is there twice", `{"type":"input_audio_buffer.append","audio":"AAAA","audio":"${SECOND}"}`],
    ["a name in escapes", String.raw`{"type":"input_audio_buffer.append","\u0061udio":"${SECOND}"}`],
    ["fields in another order", `{"audio":"${SECOND}","type":"input_audio_buffer.append"}`],
  ])("is not got around by %s", (_, frame) => {
    core.fromClient(frame);
    const [charge = ""] = charges(core.end("client-left"));
    expect(Number(/"mediaMs":(\d+)/.exec(charge)?.[1])).toBeGreaterThanOrEqual(1_000);
  });

  it("is charged for sound in bytes as well", () => {
    core.fromClient(new ArrayBuffer(48_000));
    core.fromProvider(new ArrayBuffer(96_000));
    expect(charges(core.end("client-left"))[0]).toContain('"mediaMs":3000');
  });

  it("is not charged again for what is written down of it", () => {
    const heard = {
      type: "conversation.item.input_audio_transcription.completed",
      usage: { type: "duration", seconds: 9 },
    };
    expect(charges(core.fromProvider(text(heard)))).toEqual([]);
  });
});

describe("a session that is given what it is to be", () => {
  const session = { type: "realtime", instructions: "Be brief." };

  it("says so to the provider before its client says anything", () => {
    core = new SessionCore({ name: "voice", upstream: "gpt-realtime", redact: (said) => said, session });
    const [step] = core.begin();
    expect(step).toEqual({ do: "send", to: "provider", frame: text({ type: "session.update", session }) });
  });

  it("says nothing where it is given nothing", () => {
    expect(core.begin()).toEqual([]);
  });
});

describe("a session that only writes down what it hears", () => {
  const update = (model: string, type = "transcription"): string =>
    text({ type: "session.update", session: { type, audio: { input: { transcription: { language: "en", model } } } } });
  beforeEach(() => {
    core = new SessionCore({
      name: "ears",
      upstream: "gpt-4o-transcribe",
      redact: (said) => said,
      onlyTranscribes: true,
    });
  });

  it("names its model where the transcriber is, and the provider hears its own name for it", () => {
    expect(core.fromClient(update("ears"))).toEqual([
      { do: "send", to: "provider", frame: update("gpt-4o-transcribe") },
    ]);
  });

  it("cannot be given another model", () => {
    const steps = core.fromClient(update("gpt-realtime-whisper"));
    expect(brief(steps)).toEqual(["error to client"]);
    expect(errorIn(steps)).toMatchObject({ param: "session.audio.input.transcription.model" });
    const turned = core.fromClient(
      text({ type: "session.update", session: { type: "realtime", model: "gpt-realtime" } }),
    );
    expect(errorIn(turned)).toMatchObject({ param: "session.model" });
  });
});

describe("the model of a session", () => {
  const update = (model: string): string => text({ type: "session.update", event_id: "u", session: { model } });

  it("may be named again, and goes to the provider by its name there", () => {
    expect(core.fromClient(update("gpt-realtime"))).toMatchObject([{ to: "provider", frame: update("gpt-realtime") }]);
    const renamed = text({ type: "session.update", event_id: "u", session: { model: "gpt-realtime" } });
    expect(core.fromClient(update("voice"))).toMatchObject([{ to: "provider", frame: renamed }]);
  });

  it("cannot be changed", () => {
    const steps = core.fromClient(update("gpt-realtime-dear"));
    expect(brief(steps)).toEqual(["error to client"]);
    expect(errorIn(steps)).toMatchObject({ param: "session.model", event_id: "u" });
  });
});

describe("the end of a session", () => {
  const withTurn = (): void => {
    core.fromProvider(CREATED);
    core.fromProvider(DELTA);
  };

  it.each([
    ["the client leaves", () => core.end("client-left"), ["settle 1 abandoned 256+10 estimated", "close 1000 served"]],
    [
      "the provider breaks off",
      () => core.providerClosed(1006),
      ["settle 1 failed 256+10 estimated", "error to client", "close 1011 failed"],
    ],
    [
      "the provider says goodbye within a turn",
      () => core.providerClosed(1000),
      ["settle 1 failed 256+10 estimated", "error to client", "close 1011 failed"],
    ],
    [
      "nobody says anything",
      () => core.end("idle"),
      ["settle 1 failed 256+10 estimated", "error to client", "close 1008 served"],
    ],
  ] as const)("with a turn under way, when %s", (_, end, steps) => {
    withTurn();
    expect(brief(end())).toEqual(steps);
  });

  it.each([1000, 1001, 1005])("is clean when the provider says goodbye between turns by %i", (code) => {
    expect(brief(core.providerClosed(code))).toEqual(["close 1000 served"]);
  });

  it.each([1006, 1011, 3000])("is an error when the provider closes with %i between turns", (code) => {
    expect(brief(core.providerClosed(code))).toEqual(["error to client", "close 1011 failed"]);
  });

  it("comes once", () => {
    core.end("client-left");
    expect([
      ...core.end("idle"),
      ...core.providerClosed(1006),
      ...core.admitted(1),
      ...core.fromProvider(DELTA),
    ]).toEqual([]);
  });

  it("settles a turn that still waited for its claim at nothing", () => {
    core.fromClient(CREATE);
    expect(brief(core.end("client-left"))).toEqual(["settle 1 abandoned 0+0", "close 1000 served"]);
  });
});

describe("what is too much", () => {
  const MIB = 1024 * 1024;

  it("is a frame above 16 MiB, from either side", () => {
    expect(brief(core.fromClient(new ArrayBuffer(16 * MIB)))).toEqual(["bytes to provider"]);
    expect(brief(core.fromClient(new ArrayBuffer(16 * MIB + 1)))).toEqual(["error to client", "close 1009 served"]);
    core = new SessionCore({ name: "voice", upstream: "v", redact: (said) => said });
    expect(brief(core.fromProvider(new ArrayBuffer(16 * MIB + 1)))).toEqual(["error to client", "close 1011 failed"]);
  });

  it("is 16 MiB that wait behind a turn", () => {
    core.fromClient(CREATE);
    core.fromClient(new ArrayBuffer(16 * MIB));
    expect(brief(core.fromClient(new ArrayBuffer(1))).at(-1)).toBe("close 1009 served");
  });

  it("is 64 MiB for a side that says nothing", () => {
    const frame = new ArrayBuffer(16 * MIB);
    for (let sent = 0; sent < 4; sent += 1) core.fromProvider(frame);
    core.fromClient("{}");
    for (let sent = 0; sent < 4; sent += 1) expect(brief(core.fromProvider(frame))).toEqual(["bytes to client"]);
    expect(brief(core.fromProvider(new ArrayBuffer(1))).at(-1)).toBe("close 1008 served");
  });

  it("settles the turn that a frame ends, before the session ends over that frame", () => {
    core.fromProvider(CREATED);
    for (let sent = 0; sent < 4; sent += 1) core.fromProvider(new ArrayBuffer(16 * MIB - 100));
    const steps = brief(core.fromProvider(done({ output: "x".repeat(1_000) })));
    expect(steps).toEqual(["settle 1 served 100+20", "error to client", "close 1008 served"]);
  });
});
