/**
 * Sends classic and changed payloads of SQL injection to a running gateway: in every place for text of every management
 * request, in queries and path steps, and in every header that a key may come in.
 *
 *     npm run test:injection                                5,000 strings, each in several places
 *     node test/injection/run.ts --strings 500 --seed 7     others
 *
 * Nothing may answer with 5xx, with SQL or with a stack, show what a harmless text in the same place does not show,
 * change the schema or a row that it does not name, or make more rows than the harmless text does.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { allActions } from "../../src/http/all-actions.ts";
import { ruleOf } from "../../src/tenancy/access/permissions.ts";
import { startGateway } from "../support/gateway.ts";
import { inParallel } from "../support/in-parallel.ts";
import { MASTER_KEY, variables } from "../support/providers.ts";
import { watchDatabase } from "./database.ts";
import { findLeak } from "./find-leak.ts";
import { makeCorpus } from "./payloads.ts";
import { CANARY, makeCanaries, makeSamples } from "./prepare.ts";
import { SAMPLES } from "./samples.ts";
import { sendKeyIn, KEY_HEADERS } from "./send-key.ts";
import { sendInput } from "./send-input.ts";
import { slotsOf } from "./slots.ts";

const STRINGS_PER_PLACE = 50;
const AT_ONCE = 8;
const SHOWN_MAX = 40;

const { values } = parseArgs({
  options: { strings: { type: "string", default: "5000" }, seed: { type: "string", default: "1" } },
});
const corpus = makeCorpus(Number(values.strings), Number(values.seed));
const findings: string[] = [];
let requests = 0;
let places = 0;
let next = 0;
const takeStrings = (count: number): readonly string[] =>
  Array.from({ length: count }, () => corpus[next++ % corpus.length] ?? "'");

function judge(where: string, payload: string, status: number, answer: string): void {
  const leak = findLeak(answer, payload);
  const shown = `${where} ← ${JSON.stringify(payload.slice(0, 200))}`;
  if (status >= 500) findings.push(`${status} ${shown}: ${answer.slice(0, 200)}`);
  else if (leak !== undefined) findings.push(`tells "${leak}" ${shown}`);
}

const state = await mkdtemp(join(tmpdir(), "tollgate-injection-"));
const gateway = await startGateway({
  args: ["--state", state],
  env: variables,
  config: {
    model_list: [{ model_name: "mocked", litellm_params: { model: "openai/mocked", api_key: "sk-none" } }],
    general_settings: {
      master_key: "os.environ/LITELLM_MASTER_KEY",
      // Every header is tried with thousands of keys that do not exist.
      door_guard: { failed_auth_per_minute: 0 },
    },
  },
});
const send = (path: string, body: object, key: string = MASTER_KEY): Promise<Response> =>
  fetch(gateway.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const begunMs = performance.now();
try {
  await makeCanaries(gateway, send);
  const database = watchDatabase(state);
  const schema = database.schema();
  let canaries = database.canaries();
  const checkOthers = (where: string): void => {
    if (database.schema() !== schema) findings.push(`changed the schema: ${where}`);
    const now = database.canaries();
    if (now !== canaries) findings.push(`changed others' rows: ${where}: ${firstDifference(canaries, now)}`);
    canaries = now;
  };
  const grown = (before: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
    new Map([...database.counts()].map(([table, count]) => [table, count - (before.get(table) ?? 0)]));

  for (const action of allActions) {
    const isRead = ruleOf(action.permission).access === "read";
    /** The most rows of each table that a harmless text made, in any place of the action. */
    const made = new Map<string, number>();
    const grew = new Map<string, number>();
    const requestsBefore = requests;
    for (const slot of slotsOf(action.input, SAMPLES)) {
      for (const path of pathsFor(action.paths, slot.name)) {
        const where = `${action.method} ${path} ${slot.name}`;
        places += 1;
        await makeSamples(send);
        const before = database.counts();
        const harmless = await sendInput(gateway.url, action.method, path, slot.put(`harmless-text-${places}`));
        for (const [table, growth] of grown(before)) made.set(table, Math.max(growth, made.get(table) ?? 0));
        const strings = takeStrings(STRINGS_PER_PLACE);
        const beforeStrings = database.counts();
        await inParallel(strings, AT_ONCE, async (payload) => {
          const { status, text } = await sendInput(gateway.url, action.method, path, slot.put(payload));
          requests += 1;
          judge(where, payload, status, text);
          if (text.includes(CANARY) && !harmless.text.includes(CANARY))
            findings.push(`shows others ${where} ← ${JSON.stringify(payload.slice(0, 200))}`);
        });
        for (const [table, growth] of grown(beforeStrings)) grew.set(table, growth + (grew.get(table) ?? 0));
      }
    }
    for (const [table, growth] of grew) {
      const most = isRead ? 0 : (requests - requestsBefore) * (made.get(table) ?? 0);
      if (growth > most || (isRead && growth < 0))
        findings.push(`${growth} rows in ${table} by ${action.method} ${action.paths[0]}`);
    }
    checkOthers(`${action.method} ${action.paths[0]}`);
  }

  const before = database.counts();
  await inParallel(corpus, AT_ONCE, async (payload, index) => {
    const header = KEY_HEADERS[index % KEY_HEADERS.length] ?? "authorization";
    const { status, text } = await sendKeyIn(gateway.url, header, payload, index);
    requests += 1;
    judge(header, payload, status, text);
    if (status !== 401) findings.push(`${status} for ${header} ← ${JSON.stringify(payload.slice(0, 200))}`);
  });
  for (const [table, growth] of grown(before)) if (growth !== 0) findings.push(`${growth} rows in ${table} by a key`);
  checkOthers("a key");
  database.close();
} finally {
  await gateway.stop();
  await rm(state, { recursive: true, force: true });
}

for (const finding of findings.slice(0, SHOWN_MAX)) console.log(finding);
const seconds = ((performance.now() - begunMs) / 1_000).toFixed(0);
const times = (next / corpus.length).toFixed(1);
console.log(
  `${requests} requests in ${seconds} s: ${corpus.length} strings, each in ${times} of ${places} places of ${allActions.length} ` +
    `actions (${STRINGS_PER_PLACE} in each) and in one of ${KEY_HEADERS.length} headers; ${findings.length} findings.`,
);
if (findings.length > 0) process.exitCode = 1;

/** A place that may be a step of the path too is tried in every path. */
function pathsFor([first = "/", ...others]: readonly string[], field: string): readonly string[] {
  return [first, ...others.filter((path) => path.includes(`/:${field}`))];
}

function firstDifference(before: string, now: string): string {
  const at = Array.from(before).findIndex((_one, index) => before[index] !== now[index]);
  return `${before.slice(Math.max(0, at - 80), at + 40)} → ${now.slice(Math.max(0, at - 10), at + 40)}`;
}
