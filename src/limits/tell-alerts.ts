import type { AlertStore } from "../store/alert-store.ts";
import { LruMap } from "../store/lru-map.ts";
import { describeAlert } from "./describe-alert.ts";
import type { Alert, BudgetAlert } from "./list-budget-alerts.ts";

/** Each event of a budget once in so long: LiteLLM's `budget_alert_ttl`. */
const TOLD_EVERY_MS = 24 * 3_600_000;
/** After a delivery that failed. */
const TRIED_EVERY_MS = 60_000;
const REMEMBERED = 1_000;
const DEADLINE_MS = 5_000;

interface Webhook {
  /** May be a secret: it is never logged. */
  readonly url: URL;
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  readonly sent: AlertStore;
}

interface AlertOptions {
  readonly now: () => number;
  /** Where alerts are posted to; undefined where they are only logged. */
  readonly webhook?: Webhook | undefined;
}

/**
 * Logs each alert at most once a day for each isolate, and posts it once a day for all of them, as far as the store
 * knows. No request waits for it, and nothing here rejects.
 */
export function createAlert({ now, webhook }: AlertOptions): Alert {
  const silentUntilMs = new LruMap<string, number>(REMEMBERED);

  async function deliver(name: string, alert: BudgetAlert, { sent, ...target }: Webhook): Promise<void> {
    const fail = (problem: string): void => {
      console.error("an alert was not delivered", alert.event, problem);
      silentUntilMs.set(name, now() + TRIED_EVERY_MS);
    };
    try {
      if (!(await sent.claim(name, now(), TOLD_EVERY_MS))) return;
      const problem = await post(alert, target);
      if (problem === undefined) return;
      fail(problem);
      await sent.release(name);
    } catch (error) {
      fail(String(error));
    }
  }

  return (alert, defer) => {
    const { event, budget, percent = "", ...rest } = alert;
    const name = `${event} ${percent} ${budget}`;
    if (now() < (silentUntilMs.get(name) ?? 0)) return;
    silentUntilMs.set(name, now() + TOLD_EVERY_MS);
    console.warn(event, JSON.stringify({ ...rest, percent }));
    if (webhook !== undefined) defer(deliver(name, alert, webhook));
  };
}

/** Why it was not delivered; the words of a failed fetch may name the address. */
async function post(alert: BudgetAlert, { url, fetch }: Omit<Webhook, "sent">): Promise<string | undefined> {
  try {
    const { ok, status, body } = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(describeAlert(alert)),
      redirect: "manual",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    await body?.cancel();
    return ok ? undefined : `status ${status}`;
  } catch (error) {
    return error instanceof Error ? error.name : "unknown";
  }
}
