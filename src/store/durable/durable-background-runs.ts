import { GatewayError } from "../../core/errors.ts";
import { parseObject, type JsonObject } from "../../core/json.ts";
import type { BackgroundJob, BackgroundRuns, Refusal } from "../background-runs.ts";
import { inTime } from "../in-time.ts";
import type { RunObject } from "./run-object.ts";

/** An object waits twenty seconds itself for a request to be let in. */
const START_MS = 25_000;
const ANSWER_MS = 10_000;

/** One object for each answer. */
export class DurableBackgroundRuns implements BackgroundRuns {
  readonly #namespace: DurableObjectNamespace<RunObject>;

  constructor(namespace: DurableObjectNamespace<RunObject>) {
    this.#namespace = namespace;
  }

  async start(job: BackgroundJob): Promise<Refusal | undefined> {
    return await this.#ask(job.row.id, START_MS, async (object) => await object.start(job));
  }

  async look(id: string, owner: string | undefined): Promise<JsonObject | undefined> {
    return readAnswer(await this.#ask(id, ANSWER_MS, async (object) => await object.look(owner)));
  }

  async follow(id: string, owner: string | undefined, after: number): Promise<ReadableStream<Uint8Array> | undefined> {
    return await this.#ask(id, ANSWER_MS, async (object) => await object.follow(owner, after));
  }

  async cancel(id: string, owner: string | undefined): Promise<JsonObject | undefined> {
    return readAnswer(await this.#ask(id, ANSWER_MS, async (object) => await object.cancel(owner)));
  }

  async remove(id: string, owner: string | undefined): Promise<boolean> {
    return await this.#ask(id, ANSWER_MS, async (object) => await object.remove(owner));
  }

  async #ask<Answer>(
    id: string,
    limitMs: number,
    call: (object: DurableObjectStub<RunObject>) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      // A stub that has failed may go on failing.
      return await inTime(call(this.#namespace.get(this.#namespace.idFromName(id))), limitMs);
    } catch (cause) {
      throw new GatewayError("store_unavailable", "What runs in background cannot be reached. Try again shortly.", {
        cause,
        retryAfterSeconds: 1,
      });
    }
  }
}

const readAnswer = (text: string | undefined): JsonObject | undefined =>
  text === undefined ? undefined : parseObject(text);
