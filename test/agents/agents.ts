import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServiceId } from "./services.ts";

/** What the program is given: an address, a key, a home of its own and a folder to work in. */
interface Room {
  readonly url: string;
  readonly key: string;
  readonly home: string;
  readonly folder: string;
}

export const AGENT_IDS = ["codex", "claude", "gemini"] as const;
export type AgentId = (typeof AGENT_IDS)[number];

export interface Agent {
  readonly id: AgentId;
  readonly package: string;
  readonly version: string;
  readonly bin: string;
  /** The script of the package that makes it ready. No other is run. */
  readonly setup?: string;
  /** In words, for the verdict. */
  readonly speaks: string;
  /** The public names of the models that it asks for. */
  readonly models: string;
  readonly args: (prompt: string, service: ServiceId) => readonly string[];
  readonly env: (room: Room) => Readonly<Record<string, string>>;
  readonly prepare?: (room: Room) => Promise<void>;
}

const TIDE_SERVER = fileURLToPath(import.meta.resolve("./tide-server.ts"));

const CODEX_MODEL = "gpt-5.5";

export const AGENTS = {
  codex: {
    id: "codex",
    package: "@openai/codex",
    version: "0.169.0",
    bin: "codex",
    speaks: "OpenAI's Responses",
    models: CODEX_MODEL,
    args: (prompt, service) => [
      "exec",
      "--skip-git-repo-check",
      "--dangerously-bypass-approvals-and-sandbox",
      // It offers a search with every request, and functions beside it.
      ...(service === "anthropic" ? [] : ["--config", 'web_search="disabled"']),
      prompt,
    ],
    env: ({ key, home }) => ({ TOLLGATE_KEY: key, CODEX_HOME: join(home, ".codex") }),
    prepare: async ({ url, home }) => {
      await mkdir(join(home, ".codex"));
      const lines = [
        `model = "${CODEX_MODEL}"`,
        'model_provider = "tollgate"',
        "check_for_update_on_startup = false",
        "[analytics]",
        "enabled = false",
        "[mcp_servers.tides]",
        `command = ${JSON.stringify(process.execPath)}`,
        `args = [${JSON.stringify(TIDE_SERVER)}]`,
        "[model_providers.tollgate]",
        'name = "Tollgate"',
        `base_url = "${url}/v1"`,
        'env_key = "TOLLGATE_KEY"',
        'wire_api = "responses"',
      ];
      await writeFile(join(home, ".codex/config.toml"), `${lines.join("\n")}\n`);
    },
  },
  claude: {
    id: "claude",
    package: "@anthropic-ai/claude-code",
    version: "2.1.330",
    bin: "claude",
    setup: "install.cjs",
    speaks: "Anthropic's Messages",
    models: "claude-*",
    args: (prompt) => [
      "-p",
      prompt,
      "--permission-mode",
      "acceptEdits",
      "--allowedTools",
      "Write,Read,WebSearch,Bash(cat:*)",
    ],
    env: ({ url, key }) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_AUTH_TOKEN: key,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
    }),
  },
  gemini: {
    id: "gemini",
    package: "@google/gemini-cli",
    version: "0.61.0",
    bin: "gemini",
    speaks: "Google's generateContent",
    models: "gemini-*",
    args: (prompt) => ["-p", prompt, "--approval-mode", "yolo", "--skip-trust"],
    env: ({ url, key }) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: key }),
    prepare: async ({ home }) => {
      await mkdir(join(home, ".gemini"));
      const settings = {
        security: { auth: { selectedType: "gemini-api-key" } },
        privacy: { usageStatisticsEnabled: false },
        telemetry: { enabled: false },
        general: { enableAutoUpdate: false },
      };
      await writeFile(join(home, ".gemini/settings.json"), JSON.stringify(settings));
    },
  },
} as const satisfies Record<AgentId, Agent>;
