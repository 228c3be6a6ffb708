import { APIError } from "openai";
import { expect } from "vitest";
import { at, textAt } from "../../support/at.ts";
import { spendOfCall } from "../../support/spend.ts";
import type { Stage } from "../../support/stage.ts";
import type { Came } from "./ask.ts";
import type { Actor, Step } from "./scenario.ts";

const groupOf = (actors: readonly Actor[], id: string | undefined): string | undefined =>
  actors.find((actor) => actor.id === id)?.group;

/** Attempts in a group that had been tried already. */
const countRetries = (actors: readonly Actor[], { tries }: Step): number =>
  tries.filter((id, index) => index > 0 && groupOf(actors, id) === groupOf(actors, tries[index - 1])).length;

/** The headers name who answered, and how many had been asked before. */
export function checkAnswer(
  actors: readonly Actor[],
  step: Step,
  { status, headers, text, error, tookMs }: Came,
): void {
  const { tries, fallbacks: left = 0 } = step;
  expect([status, textAt(error, "message")]).toEqual([
    step.status ?? 200,
    step.status === undefined ? "" : expect.any(String),
  ]);
  expect(headers.get("retry-after") ?? undefined).toBe(step.retryAfter);
  expect(tookMs).toBeGreaterThanOrEqual(step.takesMs ?? 0);
  if (step.status === undefined) {
    expect(text).not.toBe("");
    expect({
      id: headers.get("x-litellm-model-id"),
      group: headers.get("x-litellm-model-group"),
      retries: headers.get("x-litellm-attempted-retries"),
      fallbacks: headers.get("x-litellm-attempted-fallbacks"),
    }).toEqual({
      id: tries.at(-1),
      group: step.answeredBy ?? step.model,
      retries: String(countRetries(actors, step)),
      fallbacks: String(left),
    });
  } else {
    expect(error).toBeInstanceOf(APIError);
    expect(textAt(error, "message")).toMatch(step.told ?? /./);
  }
}

/** One event is left behind, and it tells the way. */
export async function checkEvent(
  { gateway }: Stage,
  actors: readonly Actor[],
  step: Step,
  came: Came | undefined,
): Promise<void> {
  const { tries, faults = [] } = step;
  const [event, ...others] = await spendOfCall(gateway, came?.headers.get("x-litellm-call-id") ?? "");
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    status: step.status === undefined ? "success" : "failure",
    metadata: { attempts: tries.length, http_status: step.status ?? 200, stream: step.stream === true },
  });
  const route = faults.map((fault, index) => {
    const id = tries[index];
    const group = groupOf(actors, id) === groupOf(actors, tries[0]) ? (step.group ?? step.model) : groupOf(actors, id);
    return { group, deployment: id, fault };
  });
  expect(at(event, "metadata", "route")).toEqual(route);
  if (step.status === undefined)
    expect(event).toMatchObject({ model_id: tries.at(-1), model_group: step.answeredBy ?? step.model });
}
