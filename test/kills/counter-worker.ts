import { CounterObject } from "../../src/store/durable/counter-object.ts";
import { DurableCounterStore } from "../../src/store/durable/durable-counter-store.ts";
import type { Checkpoint, Settle, Shrink, Take } from "../../src/counters/command.ts";
import type { OutboxEntry } from "../../src/store/counter-store.ts";

interface Env {
  readonly COUNTERS: DurableObjectNamespace<Counters>;
  readonly LEDGER: Fetcher;
}

export type Asked = Take | Checkpoint | Shrink | (Settle & { readonly entry?: OutboxEntry });

export interface Question {
  readonly shard: string;
  readonly commands: readonly Asked[];
  /** How many are under way at once. */
  readonly width: number;
}

export class Counters extends CounterObject<Env> {
  protected async deliver(entries: readonly OutboxEntry[]): Promise<void> {
    const { status } = await this.env.LEDGER.fetch("http://ledger/", { method: "POST", body: JSON.stringify(entries) });
    if (status !== 200) throw new Error(`status ${status}`);
  }
}

export default {
  async fetch(request, env) {
    const { shard, commands, width } = await request.json<Question>();
    const store = new DurableCounterStore(env.COUNTERS, { deadlineMs: 10_000 });
    const ask = (command: Asked): Promise<unknown> => {
      if (command.op === "take") return store.take(shard, command);
      if (command.op === "checkpoint") return store.checkpoint(shard, command);
      if (command.op === "shrink") return store.shrink(shard, command);
      return store.settle(shard, command, command.entry);
    };
    const answers: unknown[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let index = next++; index < commands.length; index = next++) {
        const command = commands[index];
        if (command !== undefined) answers[index] = await ask(command);
      }
    };
    await Promise.all(Array.from({ length: width }, work));
    return Response.json(answers);
  },
} satisfies ExportedHandler<Env>;
