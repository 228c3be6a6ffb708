import { describe, expect, test } from "vitest";
import { createClient, TollgateError } from "../../../clients/typescript/client.ts";

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | null;
  readonly body: string;
}

/** A client whose gateway answers every request like this, and what it was sent. */
function clientOf(status: number, answer: unknown, contentType = "application/json") {
  const sent: Sent[] = [];
  const client = createClient({
    baseUrl: "https://gateway.example/",
    apiKey: "sk-client",
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { method, url, headers } = request;
      sent.push({ method, url, authorization: headers.get("authorization"), body: await request.text() });
      const text = typeof answer === "string" ? answer : JSON.stringify(answer);
      return new Response(text, { status, headers: { "content-type": contentType } });
    },
  });
  return { client, sent };
}

const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("the TypeScript client", () => {
  test("sends a body, a query and the names of a path", async () => {
    const { client, sent } = clientOf(200, {});
    await client.post("/key/generate", { body: { key_alias: "a", max_budget: 1 } });
    await client.get("/key/list", { query: { page: 2, return_full_object: true, team_id: undefined } });
    await client.post("/key/{key}/reset_spend", { params: { key: "a/b" }, body: { reset_to: 0 } });
    const authorization = "Bearer sk-client";
    expect(sent).toEqual([
      {
        method: "POST",
        url: "https://gateway.example/key/generate",
        authorization,
        body: '{"key_alias":"a","max_budget":1}',
      },
      {
        method: "GET",
        url: "https://gateway.example/key/list?page=2&return_full_object=true",
        authorization,
        body: "",
      },
      { method: "POST", url: "https://gateway.example/key/a%2Fb/reset_spend", authorization, body: '{"reset_to":0}' },
    ]);
  });

  test("answers JSON as a value, and anything else as its text", async () => {
    expect(await clientOf(200, { key: "sk-new" }).client.post("/key/generate")).toEqual({ key: "sk-new" });
    expect(await clientOf(200, "<!doctype html>", "text/html").client.get("/docs")).toBe("<!doctype html>");
  });

  test.each([
    [
      "an error of an OpenAI path",
      400,
      { error: { message: "No.", type: "budget_exceeded", param: null, code: "400" } },
      { status: 400, message: "No.", type: "budget_exceeded", param: undefined },
    ],
    [
      "an error of an Anthropic path",
      429,
      { type: "error", error: { type: "rate_limit_error", message: "Slow." } },
      { status: 429, message: "Slow.", type: "rate_limit_error" },
    ],
    [
      "fields that are wrong",
      422,
      { detail: [{ loc: ["body", "team_id"], msg: "Field required", type: "missing" }] },
      { status: 422, message: "body.team_id: Field required", type: "validation_error", param: "team_id" },
    ],
    ["what is no JSON", 502, "bad gateway", { status: 502, type: "unknown_error", body: "bad gateway" }],
    ["JSON that is no object", 500, "null", { status: 500, type: "unknown_error" }],
  ])("tells %s as a TollgateError", async (_, status, answer, told) => {
    const error = await rejection(clientOf(status, answer).client.get("/team/list"));
    expect(error).toBeInstanceOf(TollgateError);
    expect(error).toMatchObject(told);
  });

  test("tells an answer that ends too early", async () => {
    expect(await rejection(clientOf(200, '{"key": "sk-').client.post("/key/generate"))).toMatchObject({
      name: "TollgateError",
      status: 0,
      type: "connection_error",
    });
  });

  test("tells a gateway that is away from a request that was aborted", async () => {
    const fails = createClient({
      baseUrl: "https://gateway.example",
      fetch: async () => Promise.reject(new TypeError("refused")),
    });
    expect(await rejection(fails.get("/key/info"))).toMatchObject({
      name: "TollgateError",
      status: 0,
      type: "connection_error",
      cause: { message: "refused" },
    });
    const signal = AbortSignal.abort(new Error("enough"));
    expect(await rejection(createClient({ baseUrl: "http://127.0.0.1:9" }).get("/key/info", { signal }))).toMatchObject(
      {
        message: "enough",
      },
    );
  });
});

/** Never runs: these lines are for the compiler, which complains of each mark that marks no error. */
export async function mistakes(): Promise<void> {
  const { client } = clientOf(200, {});
  // @ts-expect-error There is no such path.
  await client.post("/key/make");
  // @ts-expect-error The path is for another method.
  await client.get("/key/generate");
  // @ts-expect-error A field that is spelled wrong.
  await client.post("/key/generate", { body: { max_budgets: 1 } });
  // @ts-expect-error A field of another type.
  await client.post("/key/generate", { body: { max_budget: "1" } });
  // @ts-expect-error A field that is none of the choices.
  await client.post("/key/generate", { body: { key_type: "admin" } });
  // @ts-expect-error A required field is missing.
  await client.get("/team/info", { query: {} });
  // @ts-expect-error A required query is missing.
  await client.get("/team/info");
  // @ts-expect-error A name of the path is missing.
  await client.post("/key/{key}/reset_spend", { body: { reset_to: 0 } });
  // @ts-expect-error The answer has no such field.
  (await client.post("/key/generate")).secret.toString();
  // Inference takes fields that only a provider knows.
  const { choices } = await client.post("/v1/chat/completions", { body: { messages: [], model: "m", seed: 7 } });
  choices[0]?.message.content?.toUpperCase();
}
