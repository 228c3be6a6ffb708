import { expect, it } from "vitest";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, MASTER_KEY } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";
import { wire } from "../support/wire.ts";

const limits = { global_max_parallel_requests: 2, limits_in_shadow: ["requests"], limits_deadline: 5 };
const stage = useStage((upstream) => configFor(upstream, { general: limits }));

async function statusesOf(keys: readonly string[]): Promise<number[]> {
  const calls = keys.map(async (key) => {
    const response = await fetch(`${stage.gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "openai", messages: [{ role: "user", content: "Hi" }], max_tokens: 5 }),
    });
    await response.text();
    return response.status;
  });
  return (await Promise.all(calls)).toSorted((a, b) => a - b);
}

it("a limit of the whole gateway holds over all its keys together, the master key among them", async () => {
  stage.upstream.play("openai", wire("openai/chat.json", { headersDelay: 800 }));
  const keys = [await makeKey(stage.gateway), await makeKey(stage.gateway, { rpm_limit: 100 }), MASTER_KEY];
  expect(await statusesOf([...keys, ...keys])).toEqual([200, 200, 429, 429, 429, 429]);
});

it("a limit in shadow refuses nobody", async () => {
  stage.upstream.play("openai", wire("openai/chat.json"));
  const key = await makeKey(stage.gateway, { rpm_limit: 1 });
  for (let call = 0; call < 3; call += 1) expect(await statusesOf([key])).toEqual([200]);
});

it("a key that is blocked is refused although the gateway's counters decide over it", async () => {
  stage.upstream.play("openai", wire("openai/chat.json"));
  const key = await makeKey(stage.gateway, { tpm_limit: 10_000 });
  expect(await statusesOf([key])).toEqual([200]);
  await manage(stage.gateway, "/key/block", { key });
  expect(await statusesOf([key])).toEqual([401]);
});
