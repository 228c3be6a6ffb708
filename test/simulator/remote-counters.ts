import type { Checkpoint, Revoke, Settle, SettleAnswer, Shrink, Take, TakeAnswer } from "../../src/counters/command.ts";
import { CounterStoreError } from "../../src/store/counter-store.ts";
import type { CounterStore, OutboxEntry } from "../../src/store/counter-store.ts";
import type { Answer, Asked, Authority } from "./authority.ts";
import type { Endpoint, Network } from "./network.ts";
import type { Process } from "./virtual-time.ts";

/** As `limits_deadline` is by default. */
export const DEADLINE_MS = 140;

/** A command on its way: told when it is sent, and again when the answer is heard, or not in time. */
export interface Exchange {
  readonly shard: string;
  readonly asked: Asked;
  readonly sentAtMs: number;
  readonly outcome: "sent" | "heard" | "unheard";
  readonly answer?: Answer;
}

/** An isolate's way to the authorities, over the network, with a deadline. */
export class RemoteCounters implements CounterStore {
  readonly #home: Endpoint;
  readonly #process: Process;
  readonly #network: Network;
  readonly #find: (shard: string) => Authority;
  readonly #tell: (exchange: Exchange) => void;

  constructor(
    home: Endpoint,
    process: Process,
    world: {
      readonly network: Network;
      readonly find: (shard: string) => Authority;
      readonly tell: (exchange: Exchange) => void;
    },
  ) {
    this.#home = home;
    this.#process = process;
    this.#network = world.network;
    this.#find = world.find;
    this.#tell = world.tell;
  }

  async take(shard: string, take: Take): Promise<TakeAnswer> {
    return (await this.#ask(shard, take)) as TakeAnswer;
  }

  async checkpoint(shard: string, checkpoint: Checkpoint): Promise<"kept" | "ended"> {
    return (await this.#ask(shard, checkpoint)) as "kept" | "ended";
  }

  async shrink(shard: string, shrink: Shrink): Promise<"kept" | "ended"> {
    return (await this.#ask(shard, shrink)) as "kept" | "ended";
  }

  async settle(shard: string, settle: Settle, entry?: OutboxEntry): Promise<SettleAnswer> {
    return (await this.#ask(shard, settle, entry)) as SettleAnswer;
  }

  async revoke(shard: string, revoke: Revoke): Promise<void> {
    await this.#ask(shard, revoke);
  }

  async sweep(shard: string): Promise<void> {
    await this.#ask(shard, { op: "sweep" });
  }

  /** Only an authority that cannot deliver by itself is asked for its outbox. */
  async peekOutbox(): Promise<readonly OutboxEntry[]> {
    throw new CounterStoreError("these authorities deliver by themselves");
  }

  async forgetOutbox(): Promise<void> {
    await this.peekOutbox();
  }

  async #ask(shard: string, asked: Asked, entry?: OutboxEntry): Promise<Answer> {
    const authority = this.#find(shard);
    const { time } = this.#process;
    const told = { shard, asked, sentAtMs: time.nowMs };
    this.#tell({ ...told, outcome: "sent" });
    return await new Promise<Answer>((resolve, reject) => {
      let isOver = false;
      const end = (act: () => void): void => {
        if (isOver || !this.#process.isAlive) return;
        isOver = true;
        act();
      };
      const fail = (cause: string): void => {
        this.#tell({ ...told, outcome: "unheard" });
        reject(new CounterStoreError("The counters did not answer.", cause));
      };
      time.after(DEADLINE_MS, () => end(() => fail("too late")));
      this.#network.send(this.#home, authority, () =>
        authority.receive(asked, entry, (outcome) =>
          this.#network.send(authority, this.#home, () =>
            end(() => {
              if ("error" in outcome) return fail(outcome.error);
              this.#tell({ ...told, outcome: "heard", answer: outcome.answer });
              resolve(outcome.answer);
            }),
          ),
        ),
      );
    });
  }
}
