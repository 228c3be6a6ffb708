import { setTimeout as sleep } from "node:timers/promises";
import OpenAI, { toFile } from "openai";
import { describe, expect, it } from "vitest";
import { PLAIN, SPENT, type Answer } from "../conformance/answer.ts";
import { errorOf, openaiClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { play, playAnswer } from "../support/own-wires/play.ts";
import { ownConfig, providerOf } from "../support/own-wires/providers.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";

const stage = useStage(ownConfig);
const say = (provider: string, answer: Answer): void => playAnswer(stage.upstream, providerOf(provider), answer);

const newClient = async (params: object = {}) => {
  const key = await makeKey(stage.gateway, params);
  return { key, client: openaiClient(stage.gateway, key) };
};

const lineOf = (custom_id: string, body: object, url = "/v1/chat/completions") => ({
  custom_id,
  method: "POST",
  url,
  body,
});
const asking = (custom_id: string, model: string, input = "Tide?") =>
  lineOf(custom_id, { model, messages: [{ role: "user", content: input }] });

/** Held by the gateway: none of these providers keeps files. */
async function upload(client: OpenAI, lines: readonly object[]): Promise<string> {
  const text = lines.map((line) => JSON.stringify(line)).join("\n");
  const params = { file: await toFile(Buffer.from(text), "in.jsonl"), purpose: "batch" as const };
  const { id } = await client.files.create(params, { headers: { "x-litellm-model": "anthropic" } });
  return id;
}

async function begin(client: OpenAI, lines: readonly object[], more: object = {}): Promise<OpenAI.Batch> {
  const input_file_id = await upload(client, lines);
  return await client.batches.create({
    input_file_id,
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
    ...more,
  });
}

const OVER_MS = 30_000;
async function overOf(client: OpenAI, id: string): Promise<OpenAI.Batch> {
  for (const untilMs = Date.now() + OVER_MS; ;) {
    const batch = await client.batches.retrieve(id);
    if (/completed|failed|expired|cancelled/.test(batch.status) || Date.now() > untilMs) return batch;
    await sleep(100);
  }
}

interface Result {
  readonly custom_id: string;
  readonly response: { readonly status_code: number; readonly request_id: string; readonly body: object } | null;
  readonly error: { readonly code: string } | null;
}
async function resultsOf(client: OpenAI, id: string | null | undefined): Promise<readonly Result[]> {
  if (id === null || id === undefined) return [];
  const text = await (await client.files.content(id)).text();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Result);
}

describe("a batch that no provider keeps", () => {
  it("is asked of several providers, and billed as so many requests", async () => {
    const { key, client } = await newClient();
    say("anthropic", PLAIN);
    say("gemini", { text: "By Gemini.", spent: SPENT });
    const lines = [asking("first", "anthropic"), asking("second", "gemini"), asking("third", "anthropic")];
    const made = await begin(client, lines, { metadata: { of: "the harbour" } });
    expect(made).toMatchObject({ object: "batch", status: "validating", metadata: { of: "the harbour" } });
    const batch = await overOf(client, made.id);
    expect(batch).toMatchObject({
      id: made.id,
      status: "completed",
      input_file_id: made.input_file_id,
      request_counts: { total: 3, completed: 3, failed: 0 },
    });
    expect(batch.error_file_id ?? null).toBeNull();
    const results = await resultsOf(client, batch.output_file_id);
    expect(results.map(({ custom_id }) => custom_id)).toEqual(["first", "second", "third"]);
    expect(results[1]).toMatchObject({
      error: null,
      response: {
        status_code: 200,
        body: { object: "chat.completion", choices: [{ message: { content: "By Gemini." } }] },
      },
    });
    const rows = await spendOfKey(stage.gateway, key, 5);
    const charged = rows.filter((row) => Number(Reflect.get(row, "prompt_tokens")) > 0);
    const ids = charged.map((row) => String(Reflect.get(row, "request_id"))).toSorted();
    expect(ids.map((id) => id.replace(/\/[0-9a-f]{8}$/, ""))).toEqual(
      [1, 2, 3].map((number) => `${made.id}/${number}`),
    );
    expect(ids).toContain(results[0]?.response?.request_id);
    expect((await client.batches.list()).data.map(({ id }) => id)).toEqual([made.id]);
    expect((await client.files.list()).data.map(({ id }) => id)).toContain(batch.output_file_id);
  });

  it("tells of each line that its provider refuses, or the gateway", async () => {
    const { client } = await newClient({ models: ["anthropic"] });
    say("anthropic", PLAIN);
    const lines = [
      asking("good", "anthropic"),
      asking("denied", "gemini"),
      lineOf("odd", { model: "anthropic", messages: "none" }),
      lineOf("far", { ...asking("", "anthropic").body, allowed_model_region: "eu" }),
    ];
    const batch = await overOf(client, (await begin(client, lines)).id);
    expect(batch).toMatchObject({ status: "completed", request_counts: { total: 4, completed: 1, failed: 3 } });
    expect(await resultsOf(client, batch.output_file_id)).toMatchObject([{ custom_id: "good" }]);
    expect(await resultsOf(client, batch.error_file_id)).toMatchObject([
      { custom_id: "denied", response: { status_code: 401, body: { error: { type: "key_model_access_denied" } } } },
      { custom_id: "odd", response: { status_code: 400, body: { error: { param: "messages" } } } },
      // There would be none tomorrow either.
      {
        custom_id: "far",
        response: { status_code: 429, body: { error: { message: expect.stringContaining("region") as unknown } } },
      },
    ]);
  });

  it("asks embeddings, messages and responses too, each in its own dialect", async () => {
    const { client } = await newClient();
    say("anthropic", PLAIN);
    const line = lineOf(
      "a",
      { model: "anthropic", max_tokens: 9, messages: [{ role: "user", content: "Hi" }] },
      "/v1/messages",
    );
    const messages = await overOf(client, (await begin(client, [line], { endpoint: "/v1/messages" })).id);
    expect(await resultsOf(client, messages.output_file_id)).toMatchObject([
      { response: { body: { type: "message", content: [{ type: "text", text: PLAIN.text }] } } },
    ]);
    const asked = lineOf("b", { model: "anthropic", input: "Hi" }, "/v1/responses");
    const responses = await overOf(client, (await begin(client, [asked], { endpoint: "/v1/responses" })).id);
    expect(await resultsOf(client, responses.output_file_id)).toMatchObject([
      { response: { body: { object: "response", status: "completed" } } },
    ]);
  });

  it("waits for room within the limits of its key, and asks no line twice", async () => {
    const { key, client } = await newClient();
    let busy = 0;
    play(stage.upstream, providerOf("anthropic"), () => {
      busy += 1;
      return {
        status: 429,
        headers: { "retry-after": "1" },
        body: JSON.stringify({ type: "error", error: { type: "rate_limit_error", message: "Busy." } }),
      };
    });
    const { id } = await begin(client, [asking("patient", "anthropic")]);
    await expect.poll(() => busy, { timeout: OVER_MS }).toBeGreaterThan(0);
    say("anthropic", PLAIN);
    expect(await overOf(client, id)).toMatchObject({ status: "completed", request_counts: { completed: 1 } });
    const rows = await spendOfKey(stage.gateway, key, 3);
    expect(rows.filter((row) => Number(Reflect.get(row, "prompt_tokens")) > 0)).toHaveLength(1);
  });

  it.each<[string, readonly object[], string]>([
    ["a line that asks another path", [lineOf("a", {}, "/v1/embeddings")], "mismatched_url"],
    ["a name twice", [asking("a", "anthropic"), asking("a", "anthropic")], "duplicate_custom_id"],
  ])("fails with %s, and asks nobody", async (_, lines, code) => {
    const { client } = await newClient();
    const before = stage.upstream.requests("anthropic").length;
    const batch = await overOf(client, (await begin(client, lines)).id);
    expect(batch).toMatchObject({ status: "failed", errors: { data: [{ code }] } });
    expect(stage.upstream.requests("anthropic")).toHaveLength(before);
  });

  it("is cancelled with what was done by then", async () => {
    const { client } = await newClient();
    play(stage.upstream, providerOf("anthropic"), () => ({
      status: 429,
      headers: { "retry-after": "3600" },
      body: "{}",
    }));
    const { id } = await begin(client, [asking("never", "anthropic")]);
    await expect.poll(async () => (await client.batches.retrieve(id)).status, { timeout: OVER_MS }).toBe("in_progress");
    expect(await client.batches.cancel(id)).toMatchObject({ id, status: "cancelling" });
    expect(await overOf(client, id)).toMatchObject({ status: "cancelled", request_counts: { total: 1, completed: 0 } });
    expect(await client.batches.cancel(id)).toMatchObject({ status: "cancelled" });
  });

  it("keeps its results for as long as is asked, and names nothing of another's", async () => {
    const { client } = await newClient();
    const { client: other } = await newClient();
    say("anthropic", PLAIN);
    const file_id = await upload(other, []);
    const theirs = await other.responses.create({ model: "anthropic", input: "Hi" });
    const ask = (name: string, more: object) => lineOf(name, { model: "anthropic", ...more }, "/v1/responses");
    const lines = [
      ask("good", { input: "Hi" }),
      ask("file", { input: [{ role: "user", content: [{ type: "input_file", file_id }] }] }),
      ask("hidden", { type: "tool_use", input: [{ role: "user", content: [{ type: "input_file", file_id }] }] }),
      ask("answer", { input: "And?", previous_response_id: theirs.id }),
    ];
    const more = { endpoint: "/v1/responses", output_expires_after: { anchor: "created_at", seconds: 7_200 } };
    const batch = await overOf(client, (await begin(client, lines, more)).id);
    expect(batch).toMatchObject({ status: "completed", request_counts: { total: 4, completed: 1, failed: 3 } });
    const failed = await resultsOf(client, batch.error_file_id);
    expect(failed.map(({ custom_id, response }) => [custom_id, response?.status_code])).toEqual([
      ["file", 404],
      ["hidden", 404],
      ["answer", 400],
    ]);
    for (const id of [batch.output_file_id, batch.error_file_id]) {
      const { created_at, expires_at } = await client.files.retrieve(id ?? "");
      expect((expires_at ?? 0) - created_at).toBe(7_200);
    }
  });

  it("is refused at once where it cannot be read, and is not there for another", async () => {
    const { client } = await newClient();
    const { client: other } = await newClient();
    say("anthropic", PLAIN);
    const input_file_id = await upload(client, [asking("a", "anthropic")]);
    const params = { input_file_id, endpoint: "/v1/chat/completions" as const, completion_window: "24h" as const };
    expect(await errorOf(other.batches.create(params))).toBeInstanceOf(OpenAI.NotFoundError);
    const refused: readonly [object, string][] = [
      [{ endpoint: "/v1/files" }, "endpoint"],
      [{ completion_window: "1h" }, "completion_window"],
      [{ metadata: { a: 1 } }, "metadata.a"],
      [{ output_expires_after: { anchor: "created_at", seconds: 5 } }, "output_expires_after.seconds"],
    ];
    for (const [more, param] of refused)
      expect(await errorOf(client.batches.create({ ...params, ...more }))).toMatchObject({
        status: 400,
        param,
      });
    const made = await client.batches.create(params);
    await overOf(client, made.id);
    for (const asked of [
      async () => await other.batches.retrieve(made.id),
      async () => await other.batches.cancel(made.id),
    ])
      expect(await errorOf(asked())).toBeInstanceOf(OpenAI.NotFoundError);
    expect((await other.batches.list()).data).toEqual([]);
  });
});
