import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { addressOf, folderWith, startDev, type Started } from "./dev-process.ts";

const demoAs = (name: string): string =>
  `model_list: [{ model_name: ${name}, litellm_params: { model: demo/echo } }]\n`;
const ask = (url: string, model: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }] }),
  });

/** Runs the request that was printed, as a shell does. */
async function runPrintedRequest(started: Started, env: Record<string, string> = {}): Promise<string> {
  const output = await started.until(/Ctrl-C/);
  const line = /^ +(curl .*)$/m.exec(output)?.[1] ?? "";
  return execFileSync("sh", ["-c", line.replace("curl", "curl --silent --fail-with-body")], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
}

test("serves the sample configuration, and the request it prints is answered", async () => {
  const cwd = folderWith({});
  copyFileSync("tollgate.yaml", join(cwd, "tollgate.yaml"));
  const started = startDev([], { cwd });
  expect(JSON.parse(await runPrintedRequest(started))).toMatchObject({ choices: [{ message: { role: "assistant" } }] });
  expect(existsSync(join(cwd, ".tollgate/dev/config.json"))).toBe(true);
});

test("prints a request that carries the master key by name, and nobody gets in without it", async () => {
  const cwd = folderWith({ "tollgate.yaml": demoAs("it's"), ".dev.vars": `LITELLM_MASTER_KEY="sk-from-the-file"\n` });
  const started = startDev([], { cwd });
  const url = await addressOf(started);
  expect((await ask(url, "it's")).status).toBe(401);
  expect(started.output()).toContain('"Authorization: Bearer $LITELLM_MASTER_KEY"');
  expect(started.output()).not.toContain("sk-from-the-file");
  const answer = await runPrintedRequest(started, { LITELLM_MASTER_KEY: "sk-from-the-file" });
  expect(JSON.parse(answer)).toHaveProperty("choices");
});

test("takes a variable from the shell rather than from .dev.vars", async () => {
  const cwd = folderWith({
    "tollgate.yaml": `${demoAs("m")}general_settings: { master_key: os.environ/GATE_KEY }\n`,
    ".dev.vars": "GATE_KEY=sk-file\n",
  });
  const url = await addressOf(startDev([], { cwd, env: { GATE_KEY: "sk-shell" } }));
  expect((await ask(url, "m", { authorization: "Bearer sk-file" })).status).toBe(401);
  expect((await ask(url, "m", { authorization: "Bearer sk-shell" })).status).toBe(200);
});

test("with --model, one model answers to every name and no configuration is read", async () => {
  const url = await addressOf(startDev(["--model", "demo/echo"], { cwd: folderWith({ "tollgate.yaml": "[" }) }));
  for (const name of ["anything", "openai/gpt-5", "demo/echo"]) expect((await ask(url, name)).status).toBe(200);
});

test("two of them run side by side, and each keeps its own keys over a restart", async () => {
  const cwd = folderWith({ "a.yaml": demoAs("a"), "b.yaml": demoAs("b") });
  const flags = (name: string): string[] => ["--config", `${name}.yaml`, "--state", `state-${name}`];
  const [a, b] = [startDev(flags("a"), { cwd }), startDev(flags("b"), { cwd })];
  const [urlA, urlB] = await Promise.all([addressOf(a), addressOf(b)]);
  expect([(await ask(urlA, "a")).status, (await ask(urlB, "b")).status]).toEqual([200, 200]);
  expect((await ask(urlA, "b")).ok).toBe(false);

  const response = await fetch(`${urlA}/key/generate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  const { key } = await response.json<{ key: string }>();
  a.child.kill("SIGTERM");
  await a.code();
  const again = await addressOf(startDev([...flags("a"), "--port", new URL(urlA).port], { cwd }));
  expect(again).toBe(urlA);
  const look = (url: string): Promise<Response> => fetch(`${url}/key/info?key=${key}`);
  expect([(await look(again)).status, (await look(urlB)).status]).toEqual([200, 404]);
});

test("follows the configuration, and keeps the one before when the new one has errors", async () => {
  const cwd = folderWith({ "tollgate.yaml": `include: [models.yaml]\n`, "models.yaml": demoAs("before") });
  const started = startDev([], { cwd });
  const url = await addressOf(started);
  expect((await ask(url, "before")).status).toBe(200);

  // Files are told apart by the time of their last change.
  await sleep(20);
  copyFileSync(join(folderWith({ x: demoAs("after") }), "x"), join(cwd, "models.yaml"));
  await started.until(/loaded again/);
  expect((await ask(url, "after")).status).toBe(200);
  copyFileSync(join(folderWith({ x: "model_list: 7\n" }), "x"), join(cwd, "models.yaml"));
  await started.until(/models\.yaml:1:13: error: model_list: .*\n.*stays in use/);
  expect((await ask(url, "after")).status).toBe(200);
});

test("is open on this machine alone", async () => {
  const url = await addressOf(startDev(["--model", "demo/echo"], { cwd: folderWith({}) }));
  const listening = execFileSync("node", [
    "-e",
    `const { networkInterfaces } = require("node:os");
     const others = Object.values(networkInterfaces()).flat().filter((a) => !a.internal && a.family === "IPv4").map((a) => a.address);
     const tries = others.map((host) => fetch("http://" + host + ":${new URL(url).port}/health/liveliness").then(() => host, () => undefined));
     Promise.all(tries).then((found) => console.log(JSON.stringify(found.filter(Boolean))));`,
  ]);
  expect(JSON.parse(listening.toString())).toEqual([]);
});
