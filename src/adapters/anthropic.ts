import { anthropicCount } from "../dialects/anthropic-messages/count-tokens.ts";
import { anthropicMessages } from "../dialects/anthropic-messages/index.ts";
import type { Adapter } from "./adapter.ts";
import { readCommonFault } from "./read-fault.ts";

const API_VERSION = "2023-06-01";
/** Tokens of a Claude subscription are bearer tokens, not API keys, and need a beta of their own. */
const OAUTH_PREFIX = "sk-ant-oat";
const OAUTH_BETA = "oauth-2025-04-20";

const FORWARDED = ["anthropic-beta", "anthropic-version"] as const;

/** Source: docs.anthropic.com/en/api (versioning, errors, beta headers). */
export const anthropic: Adapter = {
  id: "anthropic",
  serves: {
    chat: {
      path: "/v1/messages",
      dialects: [anthropicMessages],
      marksEnd: true,
      forwardHeaders: FORWARDED,
    },
    count: {
      path: "/v1/messages/count_tokens",
      dialects: [anthropicCount],
      marksEnd: true,
      forwardHeaders: FORWARDED,
    },
  },
  keyVariables: ["ANTHROPIC_API_KEY"],
  baseVariables: ["ANTHROPIC_API_BASE", "ANTHROPIC_BASE_URL"],
  needsCredential: true,
  url(path, deployment) {
    const base = (deployment.baseUrl ?? "https://api.anthropic.com").replace(/\/+$/, "");
    // Bases are written with and without the version, and sometimes with the whole path.
    return base.replace(/\/v1(\/messages)?$/, "") + path;
  },
  sign(headers, deployment) {
    headers["anthropic-version"] ??= API_VERSION;
    const { credential } = deployment;
    if (credential === undefined) return;
    if (!credential.startsWith(OAUTH_PREFIX)) {
      headers["x-api-key"] = credential;
      return;
    }
    headers["authorization"] = `Bearer ${credential}`;
    headers["anthropic-beta"] =
      headers["anthropic-beta"] === undefined ? OAUTH_BETA : `${headers["anthropic-beta"]},${OAUTH_BETA}`;
  },
  readFault: readCommonFault,
};
