import { isObject, type Json } from "../../src/core/json.ts";
import { MASTER_KEY } from "../support/providers.ts";

/** URLs have no room for more. */
const URL_TEXT_MAX = 1_500;

/** Sends what an action reads to where it reads it: the steps of the path, the query of a GET, else the body. */
export async function sendInput(
  url: string,
  method: string,
  path: string,
  input: Json,
): Promise<{ readonly status: number; readonly text: string }> {
  const fields = isObject(input) ? input : {};
  const inPath = new Set([...path.matchAll(/\/:(\w+)/g)].map(([, step]) => step));
  const steps = path.replaceAll(/:(\w+)/g, (_all, step: string) => encodeText(fields[step]));
  const rest = Object.entries(fields).filter(([name]) => !inPath.has(name));
  const query = rest.map(([name, value]) => `${encodeText(name)}=${encodeText(value)}`).join("&");
  const isGet = method === "GET";
  const response = await fetch(`${url}${steps}${isGet ? `?${query}` : ""}`, {
    method,
    headers: { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/json" },
    ...(!isGet && { body: JSON.stringify(inPath.size === 0 ? input : Object.fromEntries(rest)) }),
  });
  return { status: response.status, text: await response.text() };
}

function encodeText(value: Json | undefined): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? "a");
  // A step that is empty or all dots is another path.
  return encodeURIComponent(text.slice(0, URL_TEXT_MAX).toWellFormed()).replace(/^(|\.+)$/, "a");
}
