import type OpenAI from "openai";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { openaiClient } from "../support/clients.ts";
import { createKeeper, type Keeper } from "../support/keeper.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, deployment, MASTER_KEY } from "../support/providers.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [deployment(upstream, "openai", "second"), deployment(upstream, "openai", "closed")],
  }),
);

let keeper: Keeper;
let azure: Keeper;
let client: OpenAI;
beforeAll(async () => {
  const { json } = await manage(stage.gateway, "/team/new", { team_alias: "keepers" });
  const key = await makeKey(stage.gateway, { team_id: textAt(json, "team_id"), models: ["openai", "second", "azure"] });
  client = openaiClient(stage.gateway, key);
});
beforeEach(() => {
  keeper = createKeeper("/v1");
  azure = createKeeper("/openai");
  stage.upstream.play("openai", keeper.route);
  stage.upstream.play("azure", azure.route);
});

const ROWS = '{"custom_id":"1","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini"}}\n';
const upload = async (): Promise<OpenAI.FileObject> =>
  await client.files.create({ file: new File([ROWS], "rows.jsonl"), purpose: "batch" });

/** Nothing that clients see may be an id of the provider's. */
const hidesUpstream = (seen: unknown): void => {
  const text = JSON.stringify(seen);
  for (const id of [...keeper.ids(), ...azure.ids()].filter((each) => !/^(msg|run|vsfb|cfile)_/.test(each)))
    expect(text).not.toContain(id);
};

describe("files", () => {
  it("are uploaded, shown, listed, read and deleted by OpenAI's SDK, under ids of the gateway's own", async () => {
    const made = await upload();
    expect(made.id).toMatch(/^file-[0-9A-Za-z]{24}$/);
    expect(made).toMatchObject({ object: "file", purpose: "batch" });
    expect(await client.files.retrieve(made.id)).toMatchObject({ id: made.id });
    const { data } = await client.files.list();
    expect(data[0]).toMatchObject({ id: made.id });
    expect(await (await client.files.content(made.id)).text()).toBe(ROWS);
    hidesUpstream([made, data]);
    expect(await client.files.delete(made.id)).toMatchObject({ id: made.id, deleted: true });
    await expect(client.files.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    expect(keeper.kept.size).toBe(0);
  });

  it("have their contents passed on byte by byte, whatever these are and however many", async () => {
    const { id } = await upload();
    const bytes = Buffer.alloc(3_000_000, 0xff);
    for (let index = 0; index < bytes.length; index += 7) bytes[index] = index % 251;
    keeper.contents.set(keeper.ids()[0] ?? "", bytes);
    const answer = await client.files.content(id);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it("are uploaded byte by byte too, with what is said behind them", async () => {
    const bytes = Buffer.alloc(3_000_000, "\r\n--");
    for (let index = 0; index < bytes.length; index += 7) bytes[index] = index % 251;
    const { id, purpose } = await client.files.create({ file: new File([bytes], "x.bin"), purpose: "user_data" });
    expect(purpose).toBe("user_data");
    expect(keeper.contents.get(keeper.ids()[0] ?? "")?.equals(bytes)).toBe(true);
    expect(Buffer.from(await (await client.files.content(id)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  it("are uploaded without what is for the gateway, to the provider or the model that is named", async () => {
    const form = (fields: Readonly<Record<string, string>>): FormData => {
      const said = new FormData();
      for (const [name, value] of Object.entries({ purpose: "batch", ...fields })) said.set(name, value);
      said.set("file", new File([ROWS], "rows.jsonl"));
      return said;
    };
    const post = async (path: string, body: FormData): Promise<number> =>
      (
        await fetch(stage.gateway.url + path, {
          method: "POST",
          headers: { authorization: `Bearer ${client.apiKey}` },
          body,
        })
      ).status;
    expect(await post("/v1/files", form({ custom_llm_provider: "azure" }))).toBe(200);
    expect(stage.upstream.last("azure").path).toBe("/openai/files?api-version=2024-10-21");
    expect(stage.upstream.last("azure").body.toString()).not.toContain("custom_llm_provider");
    expect(await post("/azure/v1/files", form({}))).toBe(200);
    expect(azure.kept.size).toBe(2);
    expect(await post("/files", form({ target_model_names: "second,azure" }))).toBe(200);
    expect(stage.upstream.last("openai").body.toString()).not.toContain("target_model_names");
    expect(await post("/v1/files", form({ model: "closed" }))).toBe(401);
    expect(await post("/v1/files", form({ custom_llm_provider: "nobody" }))).toBe(400);
    expect(keeper.kept.size).toBe(1);
  });

  it("are a provider's own behind the name of one that keeps none for the gateway, and behind its name for passing through", async () => {
    const ask = async (path: string, key: string): Promise<Response> =>
      await fetch(stage.gateway.url + path, { headers: { authorization: `Bearer ${key}` } });
    const list = { body: '{"data":[],"has_more":false}', headers: { "content-type": "application/json" } };
    for (const [name, provider] of [
      ["anthropic", "anthropic"],
      ["openai_passthrough", "openai"],
    ] as const) {
      stage.upstream.play(provider, list);
      expect(await (await ask(`/${name}/v1/files`, MASTER_KEY)).text()).toBe(list.body);
      expect(stage.upstream.last(provider).path).toBe("/v1/files");
      expect((await ask(`/${name}/v1/files`, client.apiKey ?? "")).status).toBe(401);
    }
    expect((await ask("/nobody/v1/files", MASTER_KEY)).status).toBe(404);
  });

  it("are gone when their provider has deleted them without a word", async () => {
    const { id } = await upload();
    stage.upstream.play("openai", { status: 204 });
    expect(await client.files.delete(id)).toEqual({ id, object: "file", deleted: true });
    expect((await client.files.list()).data.map((file) => file.id)).not.toContain(id);
  });

  it("are not asked about by HEAD, whose answers would be fetched for nobody", async () => {
    const { id } = await upload();
    const before = stage.upstream.requests("openai").length;
    const answer = await fetch(`${stage.gateway.url}/v1/files/${id}/content`, {
      method: "HEAD",
      headers: { authorization: `Bearer ${client.apiKey}` },
    });
    expect(answer.status).toBe(405);
    expect(stage.upstream.requests("openai")).toHaveLength(before);
  });

  it("that the provider has lost can be removed", async () => {
    const { id } = await upload();
    keeper.kept.clear();
    await expect(client.files.delete(id)).rejects.toMatchObject({ status: 404 });
    expect((await client.files.list()).data.map((file) => file.id)).not.toContain(id);
  });
});

describe("batches", () => {
  it("are created on a file, shown, listed and cancelled; what a provider adds can be read", async () => {
    const file = await upload();
    const made = await client.batches.create({
      input_file_id: file.id,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
      metadata: { note: file.id },
    });
    expect(made.id).toMatch(/^batch_/);
    expect(made.input_file_id).toBe(file.id);
    // What people write is theirs.
    expect(made.metadata).toEqual({ note: file.id });
    const [fileId = "", batchId = ""] = keeper.ids();
    expect(stage.upstream.last("openai").json).toMatchObject({ input_file_id: fileId });
    keeper.kept.set(`/files/file-output0000000001`, { id: "file-output0000000001", object: "file" });
    keeper.contents.set("file-output0000000001", Buffer.from("result"));
    keeper.kept.set(`/batches/${batchId}`, {
      ...keeper.kept.get(`/batches/${batchId}`),
      status: "completed",
      output_file_id: "file-output0000000001",
    });
    const done = await client.batches.retrieve(made.id);
    expect(done.output_file_id).toMatch(/^file-[0-9A-Za-z]{24}$/);
    expect(await (await client.files.content(done.output_file_id ?? "")).text()).toBe("result");
    expect((await client.batches.list()).data[0]).toEqual(done);
    expect(await client.batches.cancel(made.id)).toMatchObject({ id: made.id, status: "cancelling" });
    hidesUpstream([made, done]);
  });

  it("are not made of requests to models that their key may not use", async () => {
    const create = async (model: string): Promise<unknown> => {
      const row = JSON.stringify({ custom_id: "1", method: "POST", url: "/v1/chat/completions", body: { model } });
      const file = await client.files.create({ file: new File([`${row}\n`], "rows.jsonl"), purpose: "batch" });
      const asked = { input_file_id: file.id, endpoint: "/v1/chat/completions", completion_window: "24h" } as const;
      return await client.batches.create(asked);
    };
    expect(await create("gpt-4o-mini")).toMatchObject({ object: "batch" });
    await expect(create("gpt-4o")).rejects.toMatchObject({ status: 401, type: "key_model_access_denied" });
    expect([...keeper.kept.keys()].filter((path) => path.startsWith("/batches"))).toHaveLength(1);
  });

  it("name nothing that is not there for their caller, and whose provider is another's", async () => {
    const create = (input_file_id: string) =>
      client.batches.create({ input_file_id, endpoint: "/v1/chat/completions", completion_window: "24h" });
    await upload();
    stage.upstream.clear();
    await expect(create(keeper.ids()[0] ?? "")).rejects.toMatchObject({ status: 404 });
    await expect(create("file-AAAAAAAAAAAAAAAAAAAAAAAA")).rejects.toMatchObject({ status: 404 });
    expect(stage.upstream.requests("openai")).toEqual([]);
  });
});

it("fine-tuning jobs are created on a file by a model of the gateway's, shown, listed and cancelled", async () => {
  const file = await upload();
  const made = await client.fineTuning.jobs.create({ training_file: file.id, model: "second" });
  expect(stage.upstream.last("openai").json).toMatchObject({ training_file: keeper.ids()[0], model: "gpt-4o-mini" });
  expect(made).toMatchObject({ object: "fine_tuning.job", training_file: file.id });
  expect(await client.fineTuning.jobs.retrieve(made.id)).toMatchObject({ id: made.id });
  expect((await client.fineTuning.jobs.list()).data[0]).toMatchObject({ id: made.id });
  expect(await client.fineTuning.jobs.cancel(made.id)).toMatchObject({ id: made.id });
  await expect(client.fineTuning.jobs.create({ training_file: file.id, model: "gpt-4.1" })).rejects.toMatchObject({
    status: 401,
  });
  hidesUpstream(made);
});

it("vector stores hold files, are searched, and are deleted without them", async () => {
  const file = await upload();
  const store = await client.vectorStores.create({ name: "quay", file_ids: [file.id] });
  expect(stage.upstream.last("openai").json).toMatchObject({ file_ids: [keeper.ids()[0]] });
  expect(stage.upstream.last("openai").headers["openai-beta"]).toBe("assistants=v2");
  const within = await client.vectorStores.files.create(store.id, { file_id: file.id });
  expect(within).toMatchObject({ id: file.id, vector_store_id: store.id });
  const { data } = await client.vectorStores.files.list(store.id, { after: file.id });
  expect(data).toMatchObject([{ id: file.id }]);
  expect(stage.upstream.last("openai").path).toBe(
    `/v1/vector_stores/${keeper.ids()[1]}/files?after=${keeper.ids()[0]}`,
  );
  const found = await client.vectorStores.search(store.id, { query: "ahoy" });
  expect(found.data).toMatchObject([{ file_id: file.id }]);
  await client.vectorStores.files.delete(file.id, { vector_store_id: store.id });
  expect(await client.files.retrieve(file.id)).toMatchObject({ id: file.id });
  expect(await client.vectorStores.delete(store.id)).toMatchObject({ id: store.id, deleted: true });
  hidesUpstream([store, within, data, found]);
});

it("assistants run on threads of other models of the same account, and are polled", async () => {
  const assistant = await client.beta.assistants.create({ model: "second", name: "pilot" });
  expect(stage.upstream.last("openai").json).toMatchObject({ model: "gpt-4o-mini" });
  const thread = await client.beta.threads.create({ messages: [{ role: "user", content: "ahoy" }] });
  const message = await client.beta.threads.messages.create(thread.id, { role: "user", content: "ahoy" });
  expect(message).toMatchObject({ object: "thread.message", thread_id: thread.id });
  const run = await client.beta.threads.runs.create(thread.id, { assistant_id: assistant.id });
  expect(run).toMatchObject({ thread_id: thread.id, assistant_id: assistant.id });
  expect(await client.beta.threads.runs.retrieve(run.id, { thread_id: thread.id })).toMatchObject({ id: run.id });
  const both = await client.beta.threads.createAndRun({ assistant_id: assistant.id });
  expect(await client.beta.threads.retrieve(both.thread_id)).toMatchObject({ id: both.thread_id });
  await expect(
    client.beta.threads.runs.create(thread.id, { assistant_id: assistant.id, stream: true }),
  ).rejects.toMatchObject({ status: 400, param: "stream" });
  await expect(client.beta.assistants.create({ model: "closed" })).rejects.toMatchObject({ status: 401 });
  hidesUpstream([assistant, thread, message, run, both]);
});

it("containers and their files are reached, with files that were uploaded before", async () => {
  const file = await upload();
  const container = await client.containers.create({ name: "hold", file_ids: [file.id] });
  const within = await client.containers.files.create(container.id, { file_id: file.id });
  expect(within).toMatchObject({ container_id: container.id });
  const bytes = await client.containers.files.content.retrieve(within.id, { container_id: container.id });
  expect(bytes.status).toBe(200);
  expect((await client.containers.list()).data[0]).toMatchObject({ id: container.id });
  hidesUpstream([container, within]);
});

it("videos are shown, listed, read, made anew and deleted", async () => {
  const made = await client.videos.create({ prompt: "a quay", model: "second", seconds: "4" });
  expect(made.id).toMatch(/^video_[0-9A-Za-z]{24}$/);
  expect(await client.videos.retrieve(made.id)).toMatchObject({ id: made.id });
  expect((await client.videos.list()).data[0]).toMatchObject({ id: made.id });
  const content = await client.videos.downloadContent(made.id);
  expect(Buffer.from(await content.arrayBuffer())).toEqual(Buffer.from([0, 255]));
  const again = await client.videos.remix(made.id, { prompt: "by night" });
  expect(again).toMatchObject({ object: "video", remixed_from_video_id: made.id });
  expect(again.id).not.toBe(made.id);
  expect(await client.videos.delete(made.id)).toMatchObject({ id: made.id, deleted: true });
  hidesUpstream([made, again]);
});

it("a list that is asked for with any number of objects has as many as a page holds", async () => {
  const { id } = await upload();
  expect((await client.files.list({ limit: 10_000_000 })).data[0]).toMatchObject({ id });
  await expect(client.files.list({ limit: 0 })).rejects.toMatchObject({ status: 400, param: "limit" });
});

it("a list begins where it is told to, and goes on by itself", async () => {
  const made: string[] = [];
  for (let index = 0; index < 3; index += 1) made.push((await client.vectorStores.create({ name: `n${index}` })).id);
  const seen: string[] = [];
  for await (const { id } of client.vectorStores.list({ limit: 1 })) {
    seen.push(id);
    if (seen.length === 3) break;
  }
  expect(new Set(seen)).toEqual(new Set(made));
  const strange = "vs_AAAAAAAAAAAAAAAAAAAAAAAA";
  await expect(client.vectorStores.list({ after: strange })).rejects.toMatchObject({ status: 404 });
});

it("each call leaves one event, which costs nothing", async () => {
  const { response } = await client.vectorStores.create({ name: "quay" }).withResponse();
  const events = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({ spend: 0, total_tokens: 0 });
  expect(at(events[0], "metadata", "unpriced")).toBe(false);
});

it("an error quotes the ids that its client knows", async () => {
  const file = await upload();
  const [upstreamId = ""] = keeper.ids();
  stage.upstream.play("openai", () => ({
    status: 400,
    body: JSON.stringify({ error: { message: `File ${upstreamId} is not ready.`, type: "invalid_request_error" } }),
  }));
  const create = client.batches.create({
    input_file_id: file.id,
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
  });
  await expect(create).rejects.toThrow(`File ${file.id} is not ready.`);
});
