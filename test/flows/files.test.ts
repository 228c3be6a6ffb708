import type Anthropic from "@anthropic-ai/sdk";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import type OpenAI from "openai";
import { toFile } from "openai";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PLAIN } from "../conformance/answer.ts";
import { anthropicMessagesWire } from "../conformance/wires/anthropic-messages.ts";
import { geminiWire } from "../conformance/wires/gemini.ts";
import { openaiChatWire } from "../conformance/wires/openai-chat.ts";
import { openaiResponsesWire } from "../conformance/wires/openai-responses.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { anthropicClient, errorOf, openaiClient } from "../support/clients.ts";
import { createKeeper, type Keeper } from "../support/keeper.ts";
import { makeKey, manage } from "../support/keys.ts";
import { memoryOf } from "../support/memory.ts";
import { configFor, deployment } from "../support/providers.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest, Scene } from "../support/upstream.ts";

const MIB = 1024 * 1024;

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      {
        model_name: "gemini",
        litellm_params: { model: "gemini/gemini-2.5-flash", api_base: upstream.base("gemini"), api_key: "k" },
      },
      // Of one name, at two accounts.
      deployment(upstream, "openai", "pair", { api_base: `${upstream.base("elsewhere")}/v1` }),
      { ...deployment(upstream, "openai", "pair"), model_info: { id: "deployment-pair-2" } },
    ],
  }),
);

let keeper: Keeper;
let ours: OpenAI;
let theirs: OpenAI;
let admin: OpenAI;
let claude: Anthropic;
/** Of a key to whom nobody's models are open but Anthropic's. */
let claudeOnly: OpenAI;
beforeAll(async () => {
  const team = async (): Promise<string> => textAt((await manage(stage.gateway, "/team/new", {})).json, "team_id");
  const [own, other] = [await team(), await team()];
  const key = await makeKey(stage.gateway, { team_id: own });
  ours = openaiClient(stage.gateway, key);
  claude = anthropicClient(stage.gateway, key);
  theirs = openaiClient(stage.gateway, await makeKey(stage.gateway, { team_id: other }));
  claudeOnly = openaiClient(stage.gateway, await makeKey(stage.gateway, { models: ["anthropic"] }));
  admin = stage.openai;
});

const json = (body: object): Scene => ({
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});

/** What the answer of Responses has in the place of the plain one's. */
let told: object = {};
beforeEach(() => {
  told = {};
  keeper = createKeeper("/v1");
  stage.upstream.clear();
  stage.upstream.play("openai", (request: RecordedRequest) => {
    if (request.path.includes("/chat/completions")) return json(openaiChatWire.whole(PLAIN));
    if (request.path.includes("/responses")) return json({ ...openaiResponsesWire.whole(PLAIN), ...told });
    return keeper.route(request);
  });
  stage.upstream.play("anthropic", json(anthropicMessagesWire.whole(PLAIN)));
  stage.upstream.play("gemini", json(geminiWire.whole(PLAIN)));
});

const PDF = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(3_000), Buffer.from("\n%%EOF\n")]);
/** A field of the gateway's, which SDKs send with the others; before the file, which may be large. */
const TO_GATEWAY: object = { custom_llm_provider: "tollgate" };
const hold = async (client: OpenAI, bytes: Buffer = PDF, name = "tide.pdf"): Promise<OpenAI.FileObject> =>
  await client.files.create({
    ...TO_GATEWAY,
    file: await toFile(bytes, name),
    purpose: "user_data",
  });
const keep = async (client: OpenAI): Promise<OpenAI.FileObject> =>
  await client.files.create({ file: await toFile(PDF, "tide.pdf"), purpose: "user_data" });

const ask = async (client: OpenAI, model: string, id: string) =>
  await client.chat.completions.create({
    model,
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "What does it say?" },
          { type: "file", file: { file_id: id } },
        ],
      },
    ],
  });
const askResponses = async (client: OpenAI, model: string, id: string) =>
  await client.responses.create({
    model,
    input: [{ role: "user", content: [{ type: "input_file", file_id: id }] }],
  });

describe("a file that the gateway keeps", () => {
  it("is uploaded, shown, listed, read and deleted by OpenAI's SDK, and nobody upstream hears of it", async () => {
    const made = await hold(ours);
    expect(made).toMatchObject({
      object: "file",
      bytes: PDF.length,
      filename: "tide.pdf",
      purpose: "user_data",
      status: "processed",
    });
    expect(made.id).toMatch(/^file-[0-9A-Za-z]{24}$/);
    expect(await ours.files.retrieve(made.id)).toEqual(made);
    expect((await ours.files.list()).data[0]).toEqual(made);
    expect(Buffer.from(await (await ours.files.content(made.id)).arrayBuffer()).equals(PDF)).toBe(true);
    expect(await ours.files.delete(made.id)).toEqual({ id: made.id, object: "file", deleted: true });
    await expect(ours.files.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    await expect(ours.files.content(made.id)).rejects.toMatchObject({ status: 404 });
    expect(stage.upstream.requests("openai")).toEqual([]);
  });

  it("is one where no provider of the key keeps any, or the model's does not, and nowhere is said otherwise", async () => {
    const create = async (client: OpenAI, more: object) =>
      await client.files.create({ ...more, file: await toFile(PDF, "x.pdf"), purpose: "assistants" });
    expect(await create(claudeOnly, {})).toMatchObject({ status: "processed" });
    expect(await create(ours, { model: "anthropic" })).toMatchObject({ status: "processed" });
    expect(await create(ours, { custom_llm_provider: "anthropic" })).toMatchObject({ status: "processed" });
    expect(keeper.kept.size).toBe(0);
    await create(ours, {});
    expect(keeper.kept.size).toBe(1);
    await expect(create(claudeOnly, { model: "gemini" })).rejects.toMatchObject({ status: 401 });
    await expect(create(ours, { custom_llm_provider: "antropic" })).rejects.toMatchObject({ status: 400 });
  });

  it("is read from where a client asks, for as long", async () => {
    const { id } = await hold(ours);
    const read = async (range: string): Promise<Response> =>
      await ours.files.content(id, { headers: { range } }).asResponse();
    const piece = await read("bytes=10-19");
    expect([piece.status, piece.headers.get("content-range")]).toEqual([206, `bytes 10-19/${PDF.length}`]);
    // No browser is to make a page of it.
    const [type, sniffing] = ["content-type", "x-content-type-options"].map((name) => piece.headers.get(name));
    expect([type, sniffing]).toEqual(["application/octet-stream", "nosniff"]);
    expect(Buffer.from(await piece.arrayBuffer()).equals(PDF.subarray(10, 20))).toBe(true);
    expect(Buffer.from(await (await read("bytes=-6")).arrayBuffer()).toString()).toBe("%%EOF\n");
    expect((await errorOf(read("bytes=999999-"))) as object).toMatchObject({ status: 416 });
  });

  it("is refused without a file, with a purpose that only providers serve, and with no such expiry", async () => {
    const post = async (fields: Readonly<Record<string, string>>, file = true): Promise<unknown> => {
      const form = new FormData();
      form.set("custom_llm_provider", "tollgate");
      if (file) form.set("file", new File(["x"], "x"));
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      const response = await fetch(`${stage.gateway.url}/v1/files`, {
        method: "POST",
        headers: { authorization: `Bearer ${ours.apiKey}` },
        body: form,
      });
      return [response.status, at(await response.json(), "error", "param")];
    };
    expect(await post({}, false)).toEqual([400, "file"]);
    expect(await post({ purpose: "fine-tune" })).toEqual([400, "purpose"]);
    expect(await post({ "expires_after[anchor]": "created_at", "expires_after[seconds]": "5" })).toEqual([
      400,
      "expires_after.seconds",
    ]);
    const before = (await ours.files.list()).data.length;
    expect(await post({ "expires_after[anchor]": "created_at", "expires_after[seconds]": "3600" })).toEqual([
      200,
      undefined,
    ]);
    const [made, ...others] = (await ours.files.list()).data;
    expect(others).toHaveLength(before);
    expect((made?.expires_at ?? 0) - (made?.created_at ?? 0)).toBe(3600);
  });

  it("is uploaded, shown, listed page by page, read and deleted by Anthropic's SDK too", async () => {
    const betas: ["files-api-2025-04-14"] = ["files-api-2025-04-14"];
    const made = await claude.beta.files.upload({
      file: await toFile(PDF, "tide.pdf"),
      expires_in_seconds: 3_600,
      betas,
    });
    expect(made).toMatchObject({
      type: "file",
      filename: "tide.pdf",
      mime_type: "application/pdf",
      size_bytes: PDF.length,
    });
    expect(Date.parse(made.expires_at ?? "") - Date.parse(made.created_at)).toBe(3_600_000);
    expect(await claude.beta.files.retrieveMetadata(made.id)).toEqual(made);
    const older = await hold(ours);
    const ids: string[] = [];
    for await (const file of claude.beta.files.list({ limit: 1 })) ids.push(file.id);
    expect(ids).toContain(older.id);
    expect(ids).toContain(made.id);
    expect(Buffer.from(await (await claude.beta.files.download(made.id)).arrayBuffer()).equals(PDF)).toBe(true);
    expect(await claude.beta.files.delete(made.id)).toEqual({ id: made.id, type: "file_deleted" });
    await expect(claude.beta.files.retrieveMetadata(made.id)).rejects.toMatchObject({ status: 404 });
    expect(stage.upstream.requests("openai")).toEqual([]);
  });

  it("is taken within the limits of its key, and leaves one event that costs nothing", async () => {
    const [free, bound] = [await makeKey(stage.gateway), await makeKey(stage.gateway, { rpm_limit: 0 })];
    await hold(openaiClient(stage.gateway, free));
    await expect(hold(openaiClient(stage.gateway, bound))).rejects.toMatchObject({ status: 429 });
    expect(await spendOfKey(stage.gateway, free, 1)).toMatchObject([
      { call_type: "acreate_file", spend: 0, metadata: { outcome: "served", http_status: 200, attempts: 0 } },
    ]);
    expect(await spendOfKey(stage.gateway, bound, 1)).toMatchObject([{ spend: 0, metadata: { outcome: "refused" } }]);
  });

  it("that breaks off half-way is none, and the event says so", async () => {
    const key = await makeKey(stage.gateway);
    const call = httpRequest(`${stage.gateway.url}/v1/files`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "multipart/form-data; boundary=quay",
        "content-length": String(30 * MIB),
      },
    });
    call.on("error", () => undefined);
    call.write(FORM_BEGIN);
    for (let sent = 0; sent < 10; sent += 1) if (!call.write(randomBytes(MIB))) await once(call, "drain");
    call.destroy();
    expect(await spendOfKey(stage.gateway, key, 1)).toMatchObject([{ metadata: { outcome: "abandoned" } }]);
    expect((await openaiClient(stage.gateway, key).files.list()).data).toEqual([]);
  });

  it("of 100 MB is taken in far less memory, and comes back byte by byte", async () => {
    // Buffers of the runtime grow to what they need.
    await send(50 * MIB);
    const before = memoryOf(stage.gateway.pid);
    let peak = 0;
    const watching = setInterval(() => (peak = Math.max(peak, memoryOf(stage.gateway.pid) - before)), 100);
    const { id, digest } = await send(100 * MIB);
    clearInterval(watching);
    expect(peak).toBeLessThan(80 * MIB);
    const response = await ours.files.content(id).asResponse();
    const hash = createHash("sha256");
    for await (const chunk of response.body ?? []) hash.update(chunk);
    expect(hash.digest("hex")).toBe(digest);
  });
});

const FORM_BEGIN = Buffer.from(
  '--quay\r\nContent-Disposition: form-data; name="custom_llm_provider"\r\n\r\ntollgate\r\n' +
    '--quay\r\nContent-Disposition: form-data; name="file"; filename="x.bin"\r\n\r\n',
);

/** Uploads so many bytes without keeping them in memory. */
async function send(bytes: number): Promise<{ readonly id: string; readonly digest: string }> {
  const end = Buffer.from(
    '\r\n--quay\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n--quay--\r\n',
  );
  const chunk = randomBytes(MIB);
  const hash = createHash("sha256");
  const call = httpRequest(`${stage.gateway.url}/v1/files`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${ours.apiKey}`,
      "content-type": "multipart/form-data; boundary=quay",
      "content-length": String(FORM_BEGIN.length + bytes + end.length),
    },
  });
  const answered = once(call, "response") as Promise<[IncomingMessage]>;
  call.write(FORM_BEGIN);
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    hash.update(chunk);
    if (!call.write(chunk)) await once(call, "drain");
  }
  call.end(end);
  const [response] = await answered;
  const text = (await response.toArray()).join("");
  if (response.statusCode !== 200) throw new Error(text);
  return { id: textAt(JSON.parse(text), "id"), digest: hash.digest("hex") };
}

describe("what the gateway keeps is sent along", () => {
  const base64 = PDF.toString("base64");

  it("from OpenAI's chat to Anthropic", async () => {
    const { id } = await hold(ours);
    await ask(ours, "anthropic", id);
    const [block] = listAt(stage.upstream.last("anthropic").json, "messages", 0, "content").filter(
      (each) => at(each, "type") === "document",
    );
    expect(block).toMatchObject({
      source: { type: "base64", media_type: "application/pdf", data: base64 },
      title: "tide.pdf",
    });
  });

  it("from Responses to Gemini, and again when the conversation goes on", async () => {
    const { id } = await hold(ours);
    const first = await askResponses(ours, "gemini", id);
    const sent = { inlineData: { mimeType: "application/pdf", data: base64 } };
    expect(listAt(stage.upstream.last("gemini").json, "contents", 0, "parts")).toContainEqual(sent);
    await ours.responses.create({ model: "gemini", input: "And then?", previous_response_id: first.id });
    expect(listAt(stage.upstream.last("gemini").json, "contents", 0, "parts")).toContainEqual(sent);
    await expect(
      theirs.responses.create({ model: "gemini", input: "And then?", previous_response_id: first.id }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it("from OpenAI's chat to OpenAI, which has no such file", async () => {
    const { id } = await hold(ours);
    await ask(ours, "openai", id);
    expect(at(stage.upstream.last("openai").json, "messages", 0, "content", 1)).toEqual({
      type: "file",
      file: { filename: "tide.pdf", file_data: `data:application/pdf;base64,${base64}` },
    });
  });

  it("from the Anthropic SDK to Anthropic and to others, a picture as a picture", async () => {
    const [{ id }, { id: picture }] = [await hold(ours), await hold(ours, Buffer.from("png"), "quay.png")];
    const create = async (model: string) =>
      await claude.beta.messages.create({
        model,
        max_tokens: 100,
        messages: [
          {
            role: "user",
            content: [
              { type: "document", source: { type: "file", file_id: id } },
              { type: "image", source: { type: "file", file_id: picture } },
            ],
          },
        ],
      });
    await create("anthropic");
    expect(listAt(stage.upstream.last("anthropic").json, "messages", 0, "content")).toMatchObject([
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: base64 } },
      { type: "image", source: { type: "base64", media_type: "image/png", data: "cG5n" } },
    ]);
    await create("gemini");
    expect(listAt(stage.upstream.last("gemini").json, "contents", 0, "parts")).toMatchObject([
      { inlineData: { mimeType: "application/pdf", data: base64 } },
      { inlineData: { mimeType: "image/png", data: "cG5n" } },
    ]);
  });

  it("but not where it is too large, or deleted, or a tool is to have it", async () => {
    const large = await hold(ours, randomBytes(16 * MIB), "large.pdf");
    await expect(ask(ours, "anthropic", large.id)).rejects.toMatchObject({ status: 400, param: "file_id" });
    const { id } = await hold(ours);
    await expect(
      ours.responses.create({
        model: "openai",
        input: "Add up.",
        tools: [{ type: "code_interpreter", container: { type: "auto", file_ids: [id] } }],
      }),
    ).rejects.toMatchObject({ status: 400, message: expect.stringContaining("message alone") as unknown });
    await ours.files.delete(id);
    await expect(ask(ours, "anthropic", id)).rejects.toMatchObject({ status: 404 });
    expect(stage.upstream.requests("anthropic")).toEqual([]);
    expect(stage.upstream.requests("openai")).toEqual([]);
  });
});

describe("what a provider keeps", () => {
  it("is named to it by its own id, in chats and in Responses", async () => {
    const { id } = await keep(ours);
    const [upstreamId] = keeper.ids();
    await ask(ours, "openai", id);
    expect(at(stage.upstream.last("openai").json, "messages", 0, "content", 1, "file", "file_id")).toBe(upstreamId);
    await askResponses(ours, "openai", id);
    expect(at(stage.upstream.last("openai").json, "input", 0, "content", 0, "file_id")).toBe(upstreamId);
  });

  it("takes a chat to the deployments of its account, past all others", async () => {
    const { id } = await keep(ours);
    for (let count = 0; count < 6; count += 1) await ask(ours, "pair", id);
    expect(stage.upstream.requests("elsewhere")).toEqual([]);
    await expect(ask(ours, "anthropic", id)).rejects.toMatchObject({ status: 400, param: "model" });
  });

  it("searches and runs code by ids of ours, which the answer has too, and what a tool has made can be fetched", async () => {
    const store = await ours.vectorStores.create({ name: "n" });
    const container = await ours.containers.create({ name: "n" });
    const [storeId, containerId] = keeper.ids();
    const tools = (ids: readonly [store: string | undefined, container: string | undefined]) => [
      { type: "file_search" as const, vector_store_ids: [ids[0] ?? ""] },
      { type: "code_interpreter" as const, container: ids[1] ?? "" },
    ];
    keeper.kept.set("/files/file-madeupstream01", { id: "file-madeupstream01", object: "file" });
    keeper.contents.set("file-madeupstream01", Buffer.from("made"));
    told = {
      tools: tools([storeId, containerId]),
      output: [
        {
          type: "code_interpreter_call",
          id: "ci_1",
          status: "completed",
          container_id: containerId,
          code: "",
          outputs: [],
        },
        {
          type: "message",
          id: "msg_1",
          role: "assistant",
          status: "completed",
          content: [
            {
              type: "output_text",
              text: "Done.",
              annotations: [
                {
                  type: "container_file_citation",
                  container_id: containerId,
                  file_id: "cfile_1",
                  filename: "x",
                  start_index: 0,
                  end_index: 1,
                },
                { type: "file_citation", file_id: "file-madeupstream01", filename: "y", index: 1 },
              ],
            },
          ],
        },
      ],
    };
    const answer = await ours.responses.create({
      model: "openai",
      input: "Add up.",
      tools: tools([store.id, container.id]),
    });
    expect(at(stage.upstream.last("openai").json, "tools")).toEqual(tools([storeId, containerId]));
    expect(answer.tools).toEqual(tools([store.id, container.id]));
    expect(at(answer.output, 0, "container_id")).toBe(container.id);
    expect(at(answer.output, 1, "content", 0, "annotations", 0)).toMatchObject({
      container_id: container.id,
      file_id: "cfile_1",
    });
    const made = textAt(answer.output, 1, "content", 0, "annotations", 1, "file_id");
    expect(made).toMatch(/^file-[0-9A-Za-z]{24}$/);
    expect(await (await ours.files.content(made)).text()).toBe("made");
    await expect(theirs.files.content(made)).rejects.toMatchObject({ status: 404 });
    // Fetched again it says the same.
    const fetched = await ours.responses.retrieve(answer.id);
    expect([fetched.output, fetched.tools]).toEqual([answer.output, answer.tools]);
    // Said back as it was read, it is the provider's own again.
    await ours.responses.create({ model: "openai", input: answer.output as OpenAI.Responses.ResponseInput });
    expect(at(stage.upstream.last("openai").json, "input")).toEqual(at(told, "output"));
  });
});

describe("a stream that tells of a container that a tool has made", () => {
  const upstreamId = "cntr_upstream9999999";
  const item = { type: "code_interpreter_call", id: "ci_1", status: "completed", code: "1", container_id: upstreamId };
  const frame = (type: string, more: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
  const whole = { ...openaiResponsesWire.whole(PLAIN), output: [item] };

  it("gives it an id of the caller's, the same in every event, and it can be asked for at once", async () => {
    stage.upstream.play("openai", (request) => {
      if (!request.path.includes("/responses")) return keeper.route(request);
      const body =
        frame("response.created", { response: { ...whole, status: "in_progress", output: [] } }) +
        frame("response.output_item.done", { output_index: 0, item }) +
        frame("response.completed", { response: whole });
      return { body, headers: { "content-type": "text/event-stream" } };
    });
    keeper.kept.set(`/containers/${upstreamId}`, { id: upstreamId, object: "container" });
    const stream = await ours.responses.create({
      model: "openai",
      input: "Add up.",
      stream: true,
      tools: [{ type: "code_interpreter", container: { type: "auto" } }],
    });
    const seen: string[] = [];
    for await (const event of stream) {
      expect(JSON.stringify(event)).not.toContain(upstreamId);
      if (event.type === "response.output_item.done") {
        seen.push(textAt(event.item, "container_id"));
        expect(await ours.containers.retrieve(seen[0] ?? "")).toMatchObject({ id: seen[0] });
      }
      if (event.type === "response.completed") seen.push(textAt(event.response, "output", 0, "container_id"));
    }
    expect(seen[0]).toMatch(/^cntr_[0-9A-Za-z]{24}$/);
    expect(seen).toEqual([seen[0], seen[0]]);
    await expect(theirs.containers.retrieve(seen[0] ?? "")).rejects.toMatchObject({ status: 404 });
  });
});

describe("of two tenants", () => {
  it.each([
    ["the gateway", hold],
    ["a provider", keep],
  ] as const)("none names in a body what %s keeps for the other, nor learns of it", async (_, make) => {
    const { id } = await make(theirs);
    stage.upstream.clear();
    const absent = "file-AAAAAAAAAAAAAAAAAAAAAAAA";
    const calls: readonly ((named: string) => Promise<unknown>)[] = [
      async (named) => await ask(ours, "openai", named),
      async (named) => await ask(ours, "anthropic", named),
      async (named) => await askResponses(ours, "openai", named),
      async (named) => await askResponses(ours, "gemini", named),
      async (named) =>
        await claude.beta.messages.create({
          model: "anthropic",
          max_tokens: 1,
          messages: [{ role: "user", content: [{ type: "document", source: { type: "file", file_id: named } }] }],
        }),
      async (named) =>
        await ours.responses.create({
          model: "openai",
          input: "x",
          tools: [{ type: "code_interpreter", container: { type: "auto", file_ids: [named] } }],
        }),
    ];
    for (const call of calls) {
      const words = await Promise.all(
        [id, absent].map(async (named) => String(await errorOf(call(named))).replaceAll(named, "ID")),
      );
      expect(words[0]).toMatch(/404.*No such file: .*ID/s);
      expect(words[1]?.replace(/req_\w+/g, "")).toBe(words[0]?.replace(/req_\w+/g, ""));
    }
    for (const provider of ["openai", "anthropic", "gemini"]) expect(stage.upstream.requests(provider)).toEqual([]);
  });

  it("none gets in an id of the provider's own, and an admin does", async () => {
    await keep(theirs);
    const [upstreamId = ""] = keeper.ids();
    await expect(ask(ours, "openai", upstreamId)).rejects.toMatchObject({ status: 404 });
    await expect(ask(theirs, "openai", upstreamId)).rejects.toMatchObject({ status: 404 });
    await ask(admin, "openai", upstreamId);
    expect(at(stage.upstream.last("openai").json, "messages", 0, "content", 1, "file", "file_id")).toBe(upstreamId);
  });

  it("none sees, reads or deletes what the gateway keeps for the other", async () => {
    const { id } = await hold(theirs);
    for (const path of ["", "/content"])
      await expect(ours.get(`/files/${id}${path}`)).rejects.toMatchObject({ status: 404 });
    await expect(ours.files.delete(id)).rejects.toMatchObject({ status: 404 });
    expect((await ours.files.list()).data.map((file) => file.id)).not.toContain(id);
    expect(await admin.files.retrieve(id)).toMatchObject({ id });
  });
});

describe("an upload in parts", () => {
  const parts = [randomBytes(6 * MIB), randomBytes(5), randomBytes(MIB)] as const;
  const whole = Buffer.concat(parts);
  const start = async (client: OpenAI, more = TO_GATEWAY) =>
    await client.uploads.create({
      filename: "tide.pdf",
      mime_type: "application/pdf",
      purpose: "user_data",
      bytes: whole.length,
      ...more,
    });
  const add = async (client: OpenAI, id: string, bytes: Buffer) =>
    await client.uploads.parts.create(id, { data: await toFile(bytes, "part") });

  it("becomes a file of its parts in the order that is said, whichever came first", async () => {
    const upload = await start(ours);
    expect(upload).toMatchObject({ object: "upload", status: "pending", bytes: whole.length, filename: "tide.pdf" });
    const [second, first, third] = [
      await add(ours, upload.id, parts[1]),
      await add(ours, upload.id, parts[0]),
      await add(ours, upload.id, parts[2]),
    ];
    expect(first).toMatchObject({ object: "upload.part", upload_id: upload.id });
    const done = await ours.uploads.complete(upload.id, {
      part_ids: [first.id, second.id, third.id],
      md5: createHash("md5").update(whole).digest("hex"),
    });
    expect(done).toMatchObject({ status: "completed", file: { object: "file", bytes: whole.length } });
    const { id = "" } = done.file ?? {};
    expect((await ours.files.list()).data[0]).toMatchObject({ id, filename: "tide.pdf" });
    expect(Buffer.from(await (await ours.files.content(id)).arrayBuffer()).equals(whole)).toBe(true);
    await ask(ours, "anthropic", id);
    expect(stage.upstream.last("anthropic").body.includes(whole.toString("base64"))).toBe(true);
    await expect(ours.uploads.complete(upload.id, { part_ids: [first.id] })).rejects.toMatchObject({ status: 400 });
    await expect(add(ours, upload.id, parts[1])).rejects.toMatchObject({ status: 400 });
  });

  it("is not completed with other bytes than were said, or with parts that are another's or none", async () => {
    const upload = await start(ours);
    const foreign = await start(theirs);
    const [part, other] = [await add(ours, upload.id, parts[0]), await add(theirs, foreign.id, parts[1])];
    const complete = async (part_ids: string[], more: object = {}) =>
      await ours.uploads.complete(upload.id, { part_ids, ...more });
    await expect(complete([part.id])).rejects.toMatchObject({ status: 400, param: "part_ids" });
    await expect(complete([])).rejects.toMatchObject({ status: 400 });
    await expect(complete([part.id, part.id])).rejects.toMatchObject({ status: 400 });
    for (const id of [other.id, "part_../../files/x", "part_0"])
      await expect(complete([part.id, id])).rejects.toMatchObject({ status: 404 });
    const rest = [await add(ours, upload.id, parts[1]), await add(ours, upload.id, parts[2])];
    const ids = [part, ...rest].map(({ id }) => id);
    await expect(complete(ids, { md5: "0".repeat(32) })).rejects.toMatchObject({ status: 400, param: "md5" });
    expect(await complete(ids)).toMatchObject({ status: "completed" });
  });

  it("is its owner's alone, and over once it is cancelled", async () => {
    const { id } = await start(ours);
    const part = await add(ours, id, parts[1]);
    const foreign = [
      async () => await add(theirs, id, parts[1]),
      async () => await theirs.uploads.complete(id, { part_ids: [part.id] }),
      async () => await theirs.uploads.cancel(id),
    ];
    for (const call of foreign) await expect(call()).rejects.toMatchObject({ status: 404 });
    expect(await ours.uploads.cancel(id)).toMatchObject({ id, status: "cancelled" });
    await expect(add(ours, id, parts[1])).rejects.toMatchObject({ status: 404 });
    await expect(
      ours.uploads.create({
        filename: "x",
        mime_type: "a/b",
        purpose: "user_data",
        bytes: -1,
        ...TO_GATEWAY,
      }),
    ).rejects.toMatchObject({
      status: 400,
      param: "bytes",
    });
  });

  it("goes to the provider where that keeps files, and its file is one of the caller's", async () => {
    const upload = await start(ours, {});
    expect(upload.id).toMatch(/^upload_[0-9A-Za-z]{24}$/);
    const part = await add(ours, upload.id, parts[1]);
    expect(part.upload_id).toBe(upload.id);
    const { file } = await ours.uploads.complete(upload.id, { part_ids: [part.id] });
    expect(stage.upstream.last("openai").json).toEqual({ part_ids: [part.id] });
    expect((await ours.files.list()).data[0]).toEqual(file);
    expect(file).toMatchObject({ filename: "tide.pdf" });
    await ask(ours, "openai", file?.id ?? "");
    expect(stage.upstream.last("openai").body.includes(keeper.ids().at(-1) ?? "-")).toBe(true);
  });
});
