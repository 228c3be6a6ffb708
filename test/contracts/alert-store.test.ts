import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { KvAlertStore } from "../../src/store/kv/kv-alert-store.ts";

const DAY_MS = 86_400_000;
const store = () => new KvAlertStore(env.KEYS);

test("an alert is claimed once in a while, whoever asks, and again when it was released", async () => {
  const [one, other] = [store(), store()];
  expect(await one.claim("budget_crossed key:a", 0, DAY_MS)).toBe(true);
  expect(await other.claim("budget_crossed key:a", DAY_MS - 1, DAY_MS)).toBe(false);
  expect(await other.claim("budget_crossed key:b", DAY_MS - 1, DAY_MS)).toBe(true);
  expect(await other.claim("budget_crossed key:a", DAY_MS, DAY_MS)).toBe(true);
  expect(await one.claim("budget_crossed key:a", DAY_MS, DAY_MS)).toBe(false);
  await other.release("budget_crossed key:a");
  expect(await one.claim("budget_crossed key:a", DAY_MS, DAY_MS)).toBe(true);
});

test("a name may be of any length", async () => {
  const name = `budget_crossed end_user:${"ü".repeat(5_000)}`;
  expect(await store().claim(name, 0, DAY_MS)).toBe(true);
  expect(await store().claim(name, 1, DAY_MS)).toBe(false);
});

test("a store that is away says so", async () => {
  const away = { get: () => Promise.reject(new Error("away")), delete: () => Promise.reject(new Error("away")) };
  const broken = new KvAlertStore(away as unknown as KVNamespace);
  await expect(broken.claim("x", 0, 1)).rejects.toMatchObject({ code: "store_unavailable" });
  await expect(broken.release("x")).rejects.toMatchObject({ code: "store_unavailable" });
});
