/**
 * `node test/ledger/count-writes.ts [events] [batches]`: appends batches of ordinary events to D1 and prints how many rows each
 * event made it write, which is what D1 is paid for, and how long a batch took. The first batch of a day makes the
 * day's rows, later ones add to them.
 */
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { usageEvent } from "../contracts/examples.ts";
import { insertOwners, owner } from "../contracts/owner-rows.ts";
import { Random } from "../support/random.ts";
import { readMigrations } from "../support/read-migrations.ts";

const [, , events = "500", batches = "4"] = process.argv;
const random = new Random(1);

const runtime = new Miniflare(
  convertV4MiniflareOptions({
    modules: true,
    script: "export default {}",
    compatibilityDate: "2026-11-01",
    d1Databases: ["DB"],
  }),
);
const database = await runtime.getD1Database("DB");
await database.batch(readMigrations().map((text) => database.prepare(text)));
await insertOwners(database);

let written = 0;
const counting = {
  prepare: (text: string) => database.prepare(text),
  async batch(statements: D1PreparedStatement[]) {
    const results = await database.batch(statements);
    written = results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
    return results;
  },
} as unknown as D1Database;

/** Twenty keys of five users in a team, three models on two deployments each, a tag or two; a third names one of fifty customers. */
function ordinary(id: string) {
  const key = random.upTo(19);
  return usageEvent(id, {
    ...owner,
    key: hashKey(`sk-${key}`),
    user: asId<"user">(`user ${key % 5}`),
    modelGroup: "group",
    model: `model ${random.upTo(2)}`,
    provider: "openai",
    deployment: asId<"deployment">(`d${random.upTo(1)}`),
    endUser: random.happens(1 / 3) ? `customer ${random.upTo(49)}` : undefined,
    tags: random.happens(0.5) ? [owner.tag] : [owner.tag, "dev"],
  });
}

for (let batch = 0; batch < Number(batches); batch++) {
  const list = Array.from({ length: Number(events) }, (_, n) => ordinary(`${batch}-${n}`));
  const startedAt = performance.now();
  await new D1LedgerStore(counting).append(list);
  const tookMs = Math.round(performance.now() - startedAt);
  console.log(`batch ${batch}: ${(written / list.length).toFixed(2)} rows an event, ${tookMs} ms`);
}
await runtime.dispose();
