import { expect, it } from "vitest";
import { FAULTS } from "../../src/core/fault.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { moderations } from "../../src/endpoints/index.ts";
import { textAt } from "../support/at.ts";
import { SPENT, UNICODE } from "./answer.ts";
import { failuresOf, STATUS_OF } from "./error-cases.ts";
import { replyFailure, replyJson } from "./replies.ts";
import { asked, exchange, type Exchanged, type Script, type Subject } from "./stage.ts";
import type { ModerationWire } from "./wire.ts";

export interface ModerationContext {
  readonly subject: Subject;
  readonly wire: ModerationWire;
}

const INPUT = ["calm", UNICODE];

export function moderationCases({ subject, wire }: ModerationContext): void {
  const answer = wire.whole([false, true], undefined);
  const send = (script: Script = replyJson(answer)): Promise<Exchanged> =>
    exchange(subject, moderations, { input: INPUT }, script);

  it("sends what is to be judged, and passes the verdicts on", async () => {
    const exchanged = await send();
    expect(asked(exchanged).body["input"]).toEqual(INPUT);
    expect(await exchanged.response.json()).toEqual(answer);
    const event = await exchanged.settled();
    expect(event).toMatchObject({ outcome: "served", operation: "moderation", unpriced: false });
    expect(event.usage).toEqual({ inputTokens: 0, outputTokens: 0 });
  });

  it("records what it is billed by, where that is told", async () => {
    const { usage } = await (await send(replyJson(wire.whole([false, true], SPENT)))).settled();
    expect(usage).toEqual({ inputTokens: SPENT.input, outputTokens: 0 });
  });

  it("says that a text is flagged, of a provider that tells its categories alone", async () => {
    const results: JsonObject[] = [{ categories: { pii: false } }, { categories: { pii: true } }];
    const exchanged = await send(replyJson({ id: "modr-1", model: "model-1", results }));
    expect(await exchanged.response.json()).toMatchObject({ results: [{ flagged: false }, { flagged: true }] });
  });

  for (const [kind, failure] of failuresOf(wire.failures)) {
    it(`tells the failure ${kind} by its status, in the provider's words`, async () => {
      const exchanged = await send(replyFailure(failure));
      expect(exchanged.response.status).toBe(STATUS_OF[kind]);
      expect(textAt(await exchanged.response.json(), "error", "message")).toContain(failure.says);
      expect(await exchanged.settled()).toMatchObject({ outcome: "failed", error: FAULTS[kind].error });
    });
  }

  it("tells of an answer without verdicts as the provider's failure", async () => {
    const exchanged = await send(replyJson({}));
    expect(exchanged.response.status).toBe(502);
    expect(await exchanged.settled()).toMatchObject({ outcome: "failed", error: "provider_invalid_answer" });
  });
}
