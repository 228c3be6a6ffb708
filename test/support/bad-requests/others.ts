import { PATHS as REALTIME_PATHS } from "../../../src/forwards/realtime/paths.ts";
import type { RawRequest } from "../raw-client.ts";
import { bad, type Bad, MODEL, NO_BODIES, strangers } from "./bad.ts";

const PASSED = "/openai_passthrough/v1/chat/completions";
/** What is passed through, and where sessions begin. */
export const otherCases: readonly Bad[] = [
  ...strangers("a passage", "openai", { path: PASSED, body: { model: MODEL } }),
  ...strangers("a passage to Anthropic", "anthropic", { path: "/anthropic/v1/skills", body: { model: MODEL } }),
  ...NO_BODIES.filter(([, status]) => status !== 415)
    .filter(([, , body]) => body !== "")
    .map(([what, status, body, headers]) =>
      bad(`a passage: ${what}`, "openai", status, { path: PASSED, body, headers: headers ?? {} }),
    ),
  bad("a passage to nobody", "openai", 404, { path: "/nobody/v1/chat/completions", body: {} }, false),
  bad("no verb of Google's", "google", 404, { path: `/v1beta/models/${MODEL}:sing`, body: {} }, false),
  bad("no verb at all", "google", 405, { path: `/v1beta/models/${MODEL}`, body: {} }, false),
  ...REALTIME_PATHS.flatMap((path): readonly Bad[] => {
    const upgrade = {
      upgrade: "websocket",
      connection: "Upgrade",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      "sec-websocket-version": "13",
    };
    const open = (query: string, headers: RawRequest["headers"] = upgrade): RawRequest => ({
      method: "GET",
      path: path + query,
      headers: { ...headers, "content-type": undefined, "content-length": undefined },
    });
    return [
      ...strangers(`a session at ${path}`, "openai", open(`?model=${MODEL}`)),
      bad(`no session at ${path}`, "openai", 426, open(`?model=${MODEL}`, {}), false),
      bad(`a session without a model at ${path}`, "openai", 400, open("")),
      bad(`a session with an unknown model at ${path}`, "openai", 400, open("?model=nobody")),
    ];
  }),
];
