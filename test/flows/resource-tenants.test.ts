import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RESOURCE_ROWS, STEP_KINDS, type ResourceRow } from "../../src/forwards/resources/resource-rows.ts";
import type { ManagedKind } from "../../src/store/managed-objects.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { createKeeper, type Keeper } from "../support/keeper.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, MASTER_KEY } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";

const stage = useStage((upstream) => configFor(upstream));

const CALLERS = ["owner", "teammate", "teamless", "other team", "admin", "nobody", "stranger"] as const;
type CallerName = (typeof CALLERS)[number];
/** Keys of the same team share; admins may name everybody's. */
const INSIDERS: ReadonlySet<CallerName> = new Set(["owner", "teammate", "admin"]);

const keys = new Map<CallerName, string>();
let keeper: Keeper;

beforeAll(async () => {
  const team = async (): Promise<string> => textAt((await manage(stage.gateway, "/team/new", {})).json, "team_id");
  const [own, other] = [await team(), await team()];
  keys.set("owner", await makeKey(stage.gateway, { team_id: own }));
  keys.set("teammate", await makeKey(stage.gateway, { team_id: own }));
  keys.set("teamless", await makeKey(stage.gateway, {}));
  keys.set("other team", await makeKey(stage.gateway, { team_id: other }));
  keys.set("admin", MASTER_KEY);
  keys.set("stranger", "sk-no-such-key-000000000000000");
});
beforeEach(() => {
  keeper = createKeeper("/v1");
  stage.upstream.play("openai", keeper.route);
});

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

async function call(caller: CallerName, method: string, path: string, body?: object | FormData): Promise<Answer> {
  const key = keys.get(caller);
  const response = await fetch(stage.gateway.url + path, {
    method,
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && !(body instanceof FormData) && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text.startsWith("{") ? JSON.parse(text) : undefined };
}

async function make(caller: CallerName, path: string, body: object | FormData): Promise<string> {
  const { status, json } = await call(caller, "POST", path, body);
  if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(json)}`);
  return textAt(json, "id");
}

const form = (fields: Readonly<Record<string, string>>, file = true): FormData => {
  const said = new FormData();
  for (const [name, value] of Object.entries(fields)) said.set(name, value);
  if (file) said.set("file", new File(["{}\n"], "rows.jsonl"));
  return said;
};

const UPLOAD = { filename: "rows.jsonl", purpose: "batch", bytes: 3, mime_type: "application/jsonl" };

/** One object of each kind. */
async function makeAll(caller: CallerName): Promise<Record<ManagedKind, string>> {
  const file = await make(caller, "/v1/files", form({ purpose: "batch" }));
  return {
    file,
    batch: await make(caller, "/v1/batches", { input_file_id: file, endpoint: "/v1/embeddings" }),
    fine_tuning_job: await make(caller, "/v1/fine_tuning/jobs", { training_file: file, model: "openai" }),
    vector_store: await make(caller, "/v1/vector_stores", { name: "n" }),
    container: await make(caller, "/v1/containers", { name: "n" }),
    assistant: await make(caller, "/v1/assistants", { model: "openai" }),
    thread: await make(caller, "/v1/threads", {}),
    video: await make(caller, "/v1/videos", { prompt: "a quay", model: "openai" }),
    upload: await make(caller, "/v1/uploads", UPLOAD),
  };
}

const fill = (path: string, ids: Readonly<Record<ManagedKind, string>>): string =>
  path.replace(/:(\w+)/g, (_, step: string) => {
    const kind = STEP_KINDS[step];
    return kind === undefined ? "part_1" : ids[kind];
  });

const bodyOf = ({ method, path }: ResourceRow, ids: Readonly<Record<ManagedKind, string>>): object | undefined => {
  if (method !== "POST") return undefined;
  if (path.endsWith("/files")) return { file_id: ids.file };
  if (path.endsWith("/runs")) return { assistant_id: ids.assistant };
  return {};
};

const withIds = RESOURCE_ROWS.filter(({ path }) => path.includes("_id"));

describe("of what one team has made", () => {
  it.each(withIds.map((row) => [`${row.method} ${row.path}`, row] as const))("%s", async (_, row) => {
    const ids = await makeAll("owner");
    const path = fill(row.path, ids);
    for (const caller of CALLERS.filter((each) => !INSIDERS.has(each))) {
      const isKnown = caller !== "nobody" && caller !== "stranger";
      for (const prefix of ["/v1", ""]) {
        stage.upstream.clear();
        const { status } = await call(caller, row.method, prefix + path, bodyOf(row, ids));
        expect([caller, status]).toEqual([caller, isKnown ? 404 : 401]);
        expect(stage.upstream.requests("openai")).toEqual([]);
      }
    }
    for (const caller of CALLERS.filter((each) => INSIDERS.has(each))) {
      const fresh = row.method === "DELETE" ? await makeAll("owner") : ids;
      const { status } = await call(caller, row.method, `/v1${fill(row.path, fresh)}`, bodyOf(row, fresh));
      expect([caller, status]).toEqual([caller, 200]);
    }
  });

  it("what is not there and what is another's are told in the same words", async () => {
    const { file } = await makeAll("owner");
    const told = async (id: string): Promise<string> =>
      JSON.stringify((await call("other team", "GET", `/v1/files/${id}`)).json).replace(id, "ID");
    expect(await told(file)).toBe(await told("file-AAAAAAAAAAAAAAAAAAAAAAAA"));
  });

  it.each(RESOURCE_ROWS.filter(({ act }) => act === "list").map(({ path }) => path))(
    "%s lists nothing to others",
    async (path) => {
      const ids = Object.values(await makeAll("owner"));
      const listed = async (caller: CallerName): Promise<readonly string[]> =>
        listAt((await call(caller, "GET", `/v1${path}?limit=100`)).json, "data").map((item) => textAt(item, "id"));
      expect((await listed("teammate")).filter((id) => ids.includes(id))).toHaveLength(1);
      for (const caller of ["other team", "teamless"] as const)
        expect((await listed(caller)).filter((id) => ids.includes(id))).toEqual([]);
      expect((await call("nobody", "GET", `/v1${path}`)).status).toBe(401);
    },
  );
});

/** Every place of a request's body, or query, that may name what somebody else has. */
const PLACES: readonly (readonly [
  name: string,
  path: string,
  body: (theirs: Record<ManagedKind, string>) => object | FormData,
])[] = [
  ["a batch's input", "/v1/batches", ({ file }) => ({ input_file_id: file })],
  ["a training file", "/v1/fine_tuning/jobs", ({ file }) => ({ training_file: file, model: "openai" })],
  ["a store's files", "/v1/vector_stores", ({ file }) => ({ file_ids: [file] })],
  ["a file of a store", "/v1/vector_stores/:vector_store_id/files", ({ file }) => ({ file_id: file })],
  [
    "files of a store",
    "/v1/vector_stores/:vector_store_id/file_batches",
    ({ file }) => ({ files: [{ file_id: file }] }),
  ],
  ["a container's files", "/v1/containers", ({ file }) => ({ file_ids: [file] })],
  ["a form's file", "/v1/containers/:container_id/files", ({ file }) => form({ file_id: file }, false)],
  [
    "an assistant's stores",
    "/v1/assistants",
    ({ vector_store: id }) => ({ model: "openai", tool_resources: { file_search: { vector_store_ids: [id] } } }),
  ],
  [
    "files that a store is made of",
    "/v1/threads",
    ({ file }) => ({ tool_resources: { file_search: { vector_stores: [{ file_ids: [file] }] } } }),
  ],
  ["a message's attachment", "/v1/threads", ({ file }) => ({ messages: [{ attachments: [{ file_id: file }] }] })],
  [
    "a picture in a message",
    "/v1/threads/:thread_id/messages",
    ({ file }) => ({ content: [{ type: "image_file", image_file: { file_id: file } }] }),
  ],
  ["who runs", "/v1/threads/:thread_id/runs", ({ assistant }) => ({ assistant_id: assistant })],
  ["who runs at once", "/v1/threads/runs", ({ assistant }) => ({ assistant_id: assistant })],
  ["a field of tomorrow", "/v1/vector_stores", ({ file }) => ({ tomorrow: { source: [file] } })],
  ["a query", "/v1/vector_stores/:vector_store_id/files?FOREIGN", () => ({})],
];

describe("no foreign id gets in", () => {
  it.each(PLACES)("as %s (%s)", async (_, path, bodyWith) => {
    const theirs = await makeAll("owner");
    const upstreamIds = Object.fromEntries(
      [...keeper.kept.values()].map((kept) => [KIND_OF[String(kept["object"])] ?? "", String(kept["id"])]),
    ) as Record<ManagedKind, string>;
    const own = await makeAll("other team");
    for (const foreign of [theirs, upstreamIds]) {
      stage.upstream.clear();
      const filled = fill(path, own).replace("FOREIGN", `after=${foreign.file}`);
      const isQuery = path.includes("?");
      const { status } = await call(
        "other team",
        isQuery ? "GET" : "POST",
        filled,
        isQuery ? undefined : bodyWith(foreign),
      );
      expect(status).toBe(404);
      expect(stage.upstream.requests("openai")).toEqual([]);
    }
    const isQuery = path.includes("?");
    const filled = fill(path, own).replace("FOREIGN", `after=${own.file}`);
    const fine = await call("other team", isQuery ? "GET" : "POST", filled, isQuery ? undefined : bodyWith(own));
    expect(at(fine, "status")).toBe(200);
  });

  it("behind the file of a form", async () => {
    const { file } = await makeAll("owner");
    const { container } = await makeAll("other team");
    const said = new FormData();
    said.set("file", new File(["x".repeat(2_000_000)], "large"));
    said.set("file_id", file);
    stage.upstream.clear();
    await call("other team", "POST", `/v1/containers/${container}/files`, said);
    for (const { body } of stage.upstream.requests("openai")) expect(body.includes(file)).toBe(false);
  });
});

const KIND_OF: Readonly<Record<string, ManagedKind>> = {
  file: "file",
  batch: "batch",
  "fine_tuning.job": "fine_tuning_job",
  vector_store: "vector_store",
  container: "container",
  assistant: "assistant",
  thread: "thread",
  video: "video",
  upload: "upload",
};
