import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Forward } from "../../src/core/operation.ts";
import { RESOURCE_ROWS, STEP_KINDS, type ResourceRow } from "../../src/forwards/resources/resource-rows.ts";
import type { ManagedKind } from "../../src/store/managed-objects.ts";
import { listAt, textAt } from "../support/at.ts";
import { createKeeper } from "../support/keeper.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, deployment } from "../support/providers.ts";
import { NOBODY_HEARD, PATIENCE_MS, sendAndLeave } from "../support/send-and-leave.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest, Scene } from "../support/upstream.ts";

const FATES = ["served", "limited", "denied", "barred", "failed", "broken", "abandoned"] as const;
type Fate = (typeof FATES)[number];

const MODEL = "keeper";
const USD_PER_SECOND = 0.1;
const keeper = createKeeper("/v1");

/** The provider keeps what it is given, and does with a request what its query says. */
function route(request: RecordedRequest): Scene {
  const fate = new URLSearchParams(request.path.split("?")[1]).get("fate");
  if (fate === "failed") return { status: 500, body: JSON.stringify({ error: { message: "It broke." } }) };
  const scene = keeper.route(request);
  if (fate === "broken") return { ...scene, cut: { afterBytes: 1, by: "fin" } };
  return fate === "abandoned" ? { ...scene, headersDelay: PATIENCE_MS } : scene;
}

const stage = useStage((upstream) => {
  upstream.play("openai", route);
  const price = { model: "openai/sora-2", input_cost_per_second: USD_PER_SECOND };
  return configFor(upstream, {
    models: [deployment(upstream, "openai", MODEL, price)],
    general: { limits_deadline: 5 },
  });
});

let team = "";
/** Makes what the others ask for: keys of one team share what they keep. */
let maker = "";
beforeAll(async () => {
  team = textAt((await manage(stage.gateway, "/team/new", {})).json, "team_id");
  maker = await makeKey(stage.gateway, { team_id: team });
});

async function make(path: string, body: object | FormData): Promise<string> {
  const isForm = body instanceof FormData;
  const response = await fetch(stage.gateway.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${maker}`, ...(!isForm && { "content-type": "application/json" }) },
    body: isForm ? body : JSON.stringify(body),
  });
  const made: unknown = await response.json();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(made)}`);
  return textAt(made, "id");
}

const formOf = (fields: Readonly<Record<string, string>>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new File(["{}\n"], "rows.jsonl"));
  return form;
};

const MAKERS: Readonly<Record<ManagedKind, () => Promise<string>>> = {
  file: () => make("/v1/files", formOf({ purpose: "batch", model: MODEL })),
  batch: async () =>
    await make("/v1/batches", { input_file_id: await MAKERS.file(), endpoint: "/v1/embeddings", model: MODEL }),
  fine_tuning_job: async () => await make("/v1/fine_tuning/jobs", { training_file: await MAKERS.file(), model: MODEL }),
  vector_store: () => make("/v1/vector_stores", { name: "quay", model: MODEL }),
  container: () => make("/v1/containers", { name: "hold", model: MODEL }),
  assistant: () => make("/v1/assistants", { model: MODEL }),
  thread: () => make("/v1/threads", { model: MODEL }),
  upload: () => make("/v1/uploads", { filename: "rows.jsonl", purpose: "batch", bytes: 3, model: MODEL }),
  video: () => make("/v1/videos", { prompt: "A quay", model: MODEL }),
};

/** One of each kind is enough for all that only look at it. */
const shared = new Map<ManagedKind, Promise<string>>();
function objectOf(kind: ManagedKind, isOwn: boolean): Promise<string> {
  if (isOwn) return MAKERS[kind]();
  const made = shared.get(kind) ?? MAKERS[kind]();
  shared.set(kind, made);
  return made;
}

async function pathOf({ path, act }: ResourceRow): Promise<string> {
  const steps = path.split("/").map(async (step) => {
    const kind = STEP_KINDS[step.slice(1)];
    if (!step.startsWith(":")) return step;
    return kind === undefined ? "part_1" : await objectOf(kind, act === "delete");
  });
  return `/v1${(await Promise.all(steps)).join("/")}`;
}

async function bodyOf({ method, act, path, isForm }: ResourceRow): Promise<object | FormData | undefined> {
  if (method !== "POST") return undefined;
  if (isForm) return formOf({ purpose: "batch", model: MODEL });
  if (path.endsWith("/files")) return { file_id: await objectOf("file", false) };
  if (path === "/batches") return { input_file_id: await objectOf("file", false), model: MODEL };
  if (path === "/fine_tuning/jobs") return { training_file: await objectOf("file", false), model: MODEL };
  return act === "create" || path.endsWith("/runs") ? { model: MODEL } : {};
}

/** In LiteLLM's words. */
const CALL_TYPES: Readonly<Partial<Record<Forward, string>>> = {
  file: "acreate_file",
  batch: "acreate_batch",
  fine_tuning: "acreate_fine_tuning_job",
  vector_store: "avector_store_search",
  container: "acreate_container",
  assistant: "acreate_assistants",
  video: "avideo_generation",
};

const REFUSALS: Readonly<Partial<Record<Fate, object>>> = {
  limited: { rpm_limit: 0 },
  denied: { models: ["another"] },
  barred: { allowed_routes: ["/v1/embeddings"] },
};

/** What an event says, and its client reads: unless it has left, or reads bytes, which are under way before they break off. */
const STATUS = {
  served: 200,
  limited: 429,
  denied: 401,
  barred: 403,
  failed: 500,
  broken: 502,
  abandoned: 499,
} as const satisfies Record<Fate, number>;

let count = 0;

/** Sends a request of a key of its own, and leaves it where that is its fate. */
async function send(row: ResourceRow, fate: Fate) {
  const key = await makeKey(stage.gateway, { team_id: team, ...REFUSALS[fate] });
  const [path, body] = await Promise.all([pathOf(row), bodyOf(row)]);
  // Writes a form as a client would.
  const content = new Response(body instanceof FormData ? body : ((body && JSON.stringify(body)) ?? null));
  count += 1;
  const query = `fate=${fate}&call=${count}`;
  const heard = (): number => stage.upstream.requests("openai").filter((each) => each.path.endsWith(query)).length;
  const type = body instanceof FormData ? content.headers.get("content-type") : "application/json";
  const request = {
    method: row.method,
    path: `${path}?${query}`,
    headers: { authorization: `Bearer ${key}`, "content-type": type ?? undefined },
    body: new Uint8Array(await content.arrayBuffer()),
  };
  const ending = await sendAndLeave(stage.gateway, request, fate === "abandoned" ? () => heard() > 0 : undefined);
  return { key, heard: heard(), ...ending };
}

const sent: { readonly name: string; readonly key: string; readonly events: number }[] = [];
const nameOf = (row: ResourceRow, fate: Fate): string => `${row.method} ${row.path}, ${fate}`;
const casesOf = (rows: readonly ResourceRow[], fates: readonly Fate[]) =>
  rows.flatMap((row) => fates.map((fate) => ({ name: nameOf(row, fate), row, fate })));

const isList = ({ act }: ResourceRow): boolean => act === "list";
const forwarded = casesOf(
  RESOURCE_ROWS.filter((row) => !isList(row)),
  FATES,
);
const listed = casesOf(RESOURCE_ROWS.filter(isList), ["served", "limited", "denied", "barred"]);

describe("a request about what a provider keeps leaves one event that says what became of it", () => {
  it.concurrent.each(forwarded)("$name", async ({ name, row, fate }) => {
    const { key, heard, status, clean, text } = await send(row, fate);
    sent.push({ name, key, events: 1 });
    const isCut = fate === "broken" && row.act === "bytes";
    const hasLeft = fate === "abandoned";
    expect([status, clean]).toEqual([isCut ? 200 : hasLeft ? NOBODY_HEARD : STATUS[fate], !isCut && !hasLeft]);
    if (clean) expect(text.includes('"error"')).toBe(fate !== "served");
    const isRefused = fate in REFUSALS;
    expect(heard).toBe(isRefused ? 0 : 1);
    const [event] = await spendOfKey(stage.gateway, key, 1);
    expect(event).toMatchObject({
      call_type: CALL_TYPES[row.operation],
      model_group: isRefused ? "" : MODEL,
      team_id: team,
      status: fate === "served" ? "success" : "failure",
      total_tokens: 0,
      metadata: {
        outcome: isRefused ? "refused" : fate === "broken" ? "failed" : fate,
        http_status: STATUS[fate],
        unpriced: false,
      },
    });
    const isFilmed = row.operation === "video" && row.act === "create" && fate === "served";
    expect(event?.spend).toBe(isFilmed ? 4 * USD_PER_SECOND : 0);
  });

  it("of lists that are kept here, which ask nobody, none", async () => {
    for (const { name, row, fate } of listed) {
      const { key, heard, status, text } = await send(row, fate);
      sent.push({ name, key, events: 0 });
      // Neither limits nor models are asked for: the list is the caller's own.
      const isShown = fate !== "barred";
      expect([name, status, heard]).toEqual([name, isShown ? 200 : 403, 0]);
      expect(listAt(JSON.parse(text), "data").length > 0).toBe(isShown);
    }
  });

  it("and no other", async () => {
    // For one that would come late.
    await sleep(1_000);
    expect(sent).toHaveLength(forwarded.length + listed.length);
    for (const { name, key, events } of sent)
      expect([name, (await spendOfKey(stage.gateway, key, events)).length]).toEqual([name, events]);
  });
});
