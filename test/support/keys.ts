import { textAt } from "./at.ts";
import type { RunningGateway } from "./gateway.ts";
import { MASTER_KEY } from "./providers.ts";
import { keepSecret } from "./secrets.ts";

export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** One management request: a POST when there is a body. */
export async function manage(
  gateway: RunningGateway,
  path: string,
  body?: object,
  key: string = MASTER_KEY,
): Promise<Answer> {
  const response = await fetch(gateway.url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

/** A new virtual key. */
export async function makeKey(gateway: RunningGateway, params: object = {}): Promise<string> {
  const { status, json } = await manage(gateway, "/key/generate", params);
  if (status !== 200) throw new Error(`/key/generate answered ${status}: ${JSON.stringify(json)}`);
  return keepSecret(textAt(json, "key"));
}
