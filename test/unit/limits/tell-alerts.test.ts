import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nanoUsd } from "../../../src/core/money.ts";
import type { BudgetAlert } from "../../../src/limits/list-budget-alerts.ts";
import { createAlert } from "../../../src/limits/tell-alerts.ts";
import type { AlertStore } from "../../../src/store/alert-store.ts";

const HOUR_MS = 3_600_000;
const soft: BudgetAlert = {
  event: "soft_budget_crossed",
  holder: "team_member:blue:ann",
  budget: "team_member:blue:ann/cost@1d",
  spent: nanoUsd(1_500_000_000),
  limit: nanoUsd(9_000_000_000),
  softLimit: nanoUsd(1_000_000_000),
};

class MemoryAlertStore implements AlertStore {
  readonly #claimedAtMs = new Map<string, number>();
  async claim(name: string, nowMs: number, pauseMs: number): Promise<boolean> {
    if (nowMs - (this.#claimedAtMs.get(name) ?? -Infinity) < pauseMs) return false;
    this.#claimedAtMs.set(name, nowMs);
    return true;
  }
  async release(name: string): Promise<void> {
    this.#claimedAtMs.delete(name);
  }
}

let nowMs = 0;
let logged: unknown[];
beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 21);
  logged = [];
  for (const method of ["warn", "error"] as const)
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => void logged.push(words.join(" ")));
});
afterEach(() => void vi.restoreAllMocks());

function setUp(sent: AlertStore = new MemoryAlertStore(), answer = async () => new Response("ok")) {
  const posts: (RequestInit & { url: string })[] = [];
  const works: Promise<unknown>[] = [];
  const tell = createAlert({
    now: () => nowMs,
    webhook: {
      url: new URL("https://hooks.example/secret-path"),
      fetch: async (url, init) => {
        posts.push({ ...init, url: url.href });
        return await answer();
      },
      sent,
    },
  });
  const alert = async (what: BudgetAlert = soft) => {
    tell(what, (work) => void works.push(work));
    await Promise.all(works);
  };
  return { alert, posts };
}

const bodyOf = ({ body }: RequestInit): unknown => JSON.parse(body as string);

describe("an alert", () => {
  test("is posted in LiteLLM's shape, follows no redirect, and is logged", async () => {
    const { alert, posts } = setUp();
    await alert();
    expect(posts).toMatchObject([{ url: "https://hooks.example/secret-path", method: "POST", redirect: "manual" }]);
    expect(bodyOf(posts[0] ?? {})).toEqual({
      event: "soft_budget_crossed",
      event_group: "team_member",
      event_message: "The soft budget of team_member:blue:ann is passed: $1.5 of $1 spent.",
      spend: 1.5,
      max_budget: 9,
      soft_budget: 1,
      token: null,
      customer_id: null,
      user_id: "ann",
      team_id: "blue",
      organization_id: null,
      team_alias: null,
      user_email: null,
      key_alias: null,
      projected_exceeded_date: null,
      projected_spend: null,
      alert_emails: null,
    });
    expect(logged).toHaveLength(1);
  });

  test.each<[string, Record<string, unknown>]>([
    ["key:ab", { event_group: "key", token: "ab" }],
    ["team:blue", { event_group: "team", team_id: "blue", user_id: null }],
    ["user:ann", { event_group: "user", user_id: "ann" }],
    ["organization:acme", { event_group: "organization", organization_id: "acme" }],
    ["end_user:c%3A1", { event_group: "end_user", customer_id: "c:1" }],
    ["tag:prod", { event_group: "tag", token: null }],
    ["proxy", { event_group: "proxy", team_id: null }],
    ["key:ab:gpt-4o", { event_group: "key", token: "ab" }],
  ])("of %s says whose it is", async (holder, expected) => {
    const { alert, posts } = setUp();
    await alert({ ...soft, holder, budget: `${holder}/cost` });
    expect(bodyOf(posts[0] ?? {})).toMatchObject(expected);
  });

  test.each<[Partial<BudgetAlert>, string]>([
    [{ event: "threshold_crossed", percent: 85 }, "85 % of the budget of team_member:blue:ann are spent: $1.5 of $9."],
    [{ event: "budget_crossed" }, "The budget of team_member:blue:ann is used up: $1.5 of $9 spent."],
  ])("%j says what happened", async (changes, message) => {
    const { alert, posts } = setUp();
    await alert({ ...soft, ...changes });
    expect(bodyOf(posts[0] ?? {})).toMatchObject({ event_message: message });
  });

  test("is sent once a day by all isolates together, each budget and event for itself", async () => {
    const sent = new MemoryAlertStore();
    const [one, other] = [setUp(sent), setUp(sent)];
    await one.alert();
    await one.alert();
    await other.alert();
    await other.alert({ ...soft, event: "threshold_crossed", percent: 85 });
    await other.alert({ ...soft, event: "threshold_crossed", percent: 95 });
    await other.alert({ ...soft, budget: "team_member:blue:ann/cost" });
    expect([one.posts.length, other.posts.length]).toEqual([1, 3]);
    nowMs += 24 * HOUR_MS;
    await other.alert();
    await one.alert();
    expect([one.posts.length, other.posts.length]).toEqual([1, 4]);
  });

  test.each<[string, () => Promise<Response>]>([
    ["is refused", async () => new Response("no", { status: 500 })],
    ["is sent elsewhere", async () => new Response(null, { status: 307, headers: { location: "https://elsewhere" } })],
    ["cannot be sent", () => Promise.reject(new TypeError("fetch failed: https://hooks.example/secret-path"))],
  ])("that %s is tried again a minute later, and no log names the address", async (_, answer) => {
    const { alert, posts } = setUp(undefined, answer);
    await alert();
    await alert();
    expect(posts).toHaveLength(1);
    nowMs += 60_000;
    await alert();
    expect(posts).toHaveLength(2);
    expect(logged.join(" ")).toContain("an alert was not delivered");
    expect(logged.join(" ")).not.toContain("secret-path");
  });

  test("that nobody can tell to be sent already is not sent, and nothing rejects", async () => {
    const away = () => Promise.reject(new Error("away"));
    const { alert, posts } = setUp({ claim: away, release: away });
    await alert();
    expect(posts).toEqual([]);
    expect(logged.join(" ")).toContain("an alert was not delivered");
  });

  test("is sent a minute later, when it could not be told at first whether it was", async () => {
    const store = new MemoryAlertStore();
    let isAway = true;
    const claim: AlertStore["claim"] = async (...asked) =>
      isAway ? await Promise.reject(new Error("away")) : await store.claim(...asked);
    const { alert, posts } = setUp({ claim, release: async (name) => await store.release(name) });
    await alert();
    isAway = false;
    await alert();
    expect(posts).toEqual([]);
    nowMs += 60_000;
    await alert();
    expect(posts).toHaveLength(1);
  });

  test("without a webhook is logged alone", () => {
    const tell = createAlert({ now: () => nowMs });
    const defer = vi.fn<() => void>();
    tell(soft, defer);
    tell(soft, defer);
    expect(defer).not.toHaveBeenCalled();
    expect(logged).toHaveLength(1);
  });
});
