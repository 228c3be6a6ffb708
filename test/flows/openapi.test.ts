import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Client, createClient, TollgateError } from "../../clients/typescript/client.ts";
import { findBrowser, openPage, type Page } from "../support/browser.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { keepSecret } from "../support/secrets.ts";
import { useStage } from "../support/stage.ts";
import { answers } from "../support/wire.ts";

const stage = useStage();
const browser = findBrowser();

const clientWith = (apiKey: string): Client => createClient({ baseUrl: stage.gateway.url, apiKey });

/** Asks again until there is something to see: what was used is written after it was answered. */
async function waitFor<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe("the OpenAPI document", () => {
  it("is told to anyone, as it was generated", async () => {
    const response = await fetch(`${stage.gateway.url}/openapi.json`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    const generated = readFileSync(join(import.meta.dirname, "../../docs/openapi.generated.json"), "utf8");
    expect(await response.json()).toEqual(JSON.parse(generated));
  });
});

describe("the page that shows it", () => {
  it("is one file that loads nothing else, and whose policy names all that runs", async () => {
    const response = await fetch(`${stage.gateway.url}/docs`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const html = await response.text();
    expect(html).not.toMatch(/https?:\/\//);
    expect(html).not.toMatch(/<(?:script|img|iframe|object|embed)[^>]*\ssrc=|<link[^>]*stylesheet|@import|url\(/);
    expect(html).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write/);

    const policy = new Map(
      (response.headers.get("content-security-policy") ?? "")
        .split("; ")
        .map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]),
    );
    expect(policy.get("default-src")).toEqual(["'none'"]);
    expect(policy.get("connect-src")).toEqual(["'self'"]);
    for (const [tag, rule] of [
      ["script", "script-src"],
      ["style", "style-src"],
    ] as const) {
      const [, text = ""] = new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, "s").exec(html) ?? [];
      const hash = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(text))).toString("base64");
      expect(policy.get(rule)).toEqual([`'sha256-${hash}'`]);
    }
  });

  it.skipIf(browser === undefined)("shows, finds and sends requests in a real browser (needs Chromium)", async () => {
    const page = await openPage(browser ?? "", `${stage.gateway.url}/docs`);
    try {
      await search(page, "key list");
      const shown = `[...document.querySelectorAll(".operation:not([hidden])")]`;
      const found = await page.evaluate(`${shown}.map(({ id }) => id)`);
      expect(found).toContain("getKeyList");
      expect(found).not.toContain("postV1ChatCompletions");

      await page.evaluate(`document.getElementById("key").value = ${JSON.stringify(MASTER_KEY)}`);
      const form = `document.querySelector("#getKeyList form")`;
      await page.evaluate(`document.getElementById("getKeyList").open = true`);
      await waitFor(async () => ((await page.evaluate(`${form} !== null`)) === true ? true : undefined));
      expect(await page.evaluate(`document.querySelector("#getKeyList").innerText`)).toContain("curl -X GET");
      await page.evaluate(`${form}.requestSubmit()`);
      const answer = await waitFor(async () => {
        const text = String(await page.evaluate(`${form}.nextElementSibling.textContent`));
        return text.includes("}") ? text : undefined;
      });
      expect(answer).toMatch(/^200 OK after \d+ ms/);
      expect(answer).toContain(`"total_count"`);

      expect(await page.evaluate(`localStorage.length + sessionStorage.length + document.cookie.length`)).toBe(0);
      expect(page.complaints).toEqual([]);
      expect(page.requested.filter((url) => !url.startsWith(stage.gateway.url) && !url.startsWith("data:"))).toEqual(
        [],
      );
    } finally {
      await page.close();
    }
  });
});

/** Once the page has read the document. */
async function search(page: Page, words: string): Promise<void> {
  await waitFor(async () =>
    /^\d+ of/.test(String(await page.evaluate(`document.getElementById("status")?.textContent`))) ? true : undefined,
  );
  await page.evaluate(
    `{ const search = document.getElementById("search"); search.value = ${JSON.stringify(words)}; search.dispatchEvent(new Event("input")); }`,
  );
}

describe("the TypeScript client", () => {
  it("sets up a team with a key, uses the key, and sees what was spent", async () => {
    const admin = clientWith(MASTER_KEY);
    const team = await admin.post("/team/new", { body: { team_alias: "Typed", models: ["openai"], max_budget: 5 } });
    expect(team).toMatchObject({ team_alias: "Typed", max_budget: 5, spend: 0 });

    const made = await admin.post("/key/generate", { body: { team_id: team.team_id, key_alias: "typed" } });
    const key = clientWith(keepSecret(made.key));
    expect(await key.get("/key/info")).toMatchObject({ info: { key_alias: "typed", team_id: team.team_id } });
    const listed = await admin.get("/key/list", { query: { team_id: team.team_id, return_full_object: true } });
    expect(listed).toMatchObject({ keys: [{ key_alias: "typed" }], total_count: 1 });

    stage.upstream.play("openai", answers("openai/chat"));
    const { choices } = await key.post("/v1/chat/completions", {
      body: { model: "openai", messages: [{ role: "user", content: "Hi" }] },
    });
    expect(choices[0]?.finish_reason).toBe("stop");

    const spent = await waitFor(async () => {
      const { info } = await admin.get("/key/info", { query: { key: made.token } });
      return info.spend > 0 ? info.spend : undefined;
    });
    const report = await admin.get("/team/info", { query: { team_id: team.team_id } });
    expect(report.keys.map(({ spend }) => spend)).toEqual([spent]);
    expect(await admin.get("/global/spend")).toMatchObject({ spend: spent });
  });

  it("hands out a stream as it comes", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const response = await clientWith(MASTER_KEY).send("POST", "/v1/chat/completions", {
      body: { model: "openai", stream: true, messages: [{ role: "user", content: "Hi" }] },
    });
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(await response.text()).toContain("data: [DONE]");
  });

  it("throws what is refused, with its status, kind and field", async () => {
    const admin = clientWith(MASTER_KEY);
    const refused = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
    const missing = await refused(admin.get("/team/info", { query: { team_id: "none" } }));
    expect(missing).toBeInstanceOf(TollgateError);
    expect(missing).toMatchObject({ status: 404, type: "not_found_error" });
    expect(await refused(admin.post("/key/generate", { body: { max_budget: -1 } }))).toMatchObject({
      status: 422,
      type: "validation_error",
      param: "max_budget",
    });
    expect(await refused(clientWith("sk-unknown").get("/key/info"))).toMatchObject({ status: 401 });
  });
});
