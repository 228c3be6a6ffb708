import type { Deployment } from "../../core/deployment.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { readAnswer } from "../../streams/read-body.ts";
import type { Reach } from "./choose-deployment.ts";

const ERROR_BYTES_MAX = 256 * 1024;

/** What the gateway itself wants to know of what a provider keeps. Rejects with an `UpstreamFault` where it is not told. */
export async function askProvider(
  deployment: Deployment,
  path: string,
  { adapterOf, upstream }: Pick<Reach, "adapterOf" | "upstream">,
): Promise<Response> {
  const adapter = adapterOf(deployment.provider);
  const signal = AbortSignal.timeout(deployment.timeouts.totalMs);
  const outgoing = { url: adapter.url(path, deployment), body: "", signal };
  const headers: Record<string, string> = {};
  await adapter.sign(headers, deployment, outgoing, upstream);
  Object.assign(headers, deployment.headers);
  const response = await upstream.fetch(outgoing.url, { headers, redirect: "manual", signal });
  if (response.ok) return response;
  const text = await readAnswer(response, { bytesMax: ERROR_BYTES_MAX });
  throw new UpstreamFault(adapter.readFault(response.status, text, response.headers));
}
