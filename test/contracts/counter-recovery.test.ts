import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { findDifference } from "../authorities/find-difference.ts";
import { ReferenceAuthority } from "../authorities/reference-authority.ts";
import { writeOperations } from "../authorities/write-operations.ts";
import { DurableAuthority } from "./durable-authority.ts";

/** `OPERATIONS=1000000 vitest run --project workerd counter-recovery` for a long one. */
const OPERATIONS = Number(env.OPERATIONS);
const MS_PER_OPERATION = 5;
const SEED = 1;

describe("a durable object that is evicted every few operations", () => {
  const reference = new ReferenceAuthority();

  test(
    `answers ${OPERATIONS} random operations as the reference core does`,
    { timeout: 30_000 + OPERATIONS * MS_PER_OPERATION },
    async () => {
      const object = new DurableAuthority(SEED);
      const { difference } = await findDifference(reference, object, { operations: OPERATIONS, seed: SEED });
      expect(difference).toBeUndefined();
    },
  );

  test.each([
    ["the last row is lost", "delete from log where seq = (select max(seq) from log)"],
    ["instants are off by a second", "update log set at_ms = at_ms + 1000"],
    ["a checkpoint is not kept", `delete from log where command like '{"op":"checkpoint"%'`],
    ["a settlement is not kept", `update log set command = null where command like '{"op":"settle"%'`],
    ["a shrink is not kept", `delete from log where command like '{"op":"shrink"%'`],
    ["a sweep is not kept", `update log set command = null where command like '{"op":"sweep"%'`],
    [
      "a draft is not kept",
      "update log set command = json_remove(command, '$.draft') where command like '{\"op\":\"take\"%'",
    ],
    ["a revocation is not kept", `delete from log where command like '{"op":"revoke"%'`],
    ["the log is read from its beginning, over the snapshot", "update marks set seq = 0 where name = 'snapshot'"],
    ["the snapshot is lost", "delete from snapshot"],
    ["the outbox is lost", "update log set event = null"],
  ])("would be noticed when %s", { timeout: 60_000 }, async (_, tamper) => {
    const operations = writeOperations(SEED, 8_000);
    const answers = await new DurableAuthority(SEED, tamper).play("tampered", operations);
    expect(answers).not.toEqual(await reference.play("whole", operations));
  });
});
