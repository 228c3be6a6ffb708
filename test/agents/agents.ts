import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../src/core/json.ts";

/** What the program is given: an address, a key, a home of its own and a folder to work in. */
interface Room {
  readonly url: string;
  readonly key: string;
  readonly home: string;
  readonly folder: string;
}

/** A tool that the model may call for a step, when it is offered. */
interface Choice {
  readonly tool: string;
  readonly input: (folder: string) => JsonObject;
}

export interface Agent {
  readonly id: string;
  readonly package: string;
  readonly version: string;
  readonly bin: string;
  /** The script of the package that makes it ready. No other is run. */
  readonly setup?: string;
  /** In words, for the verdict. */
  readonly speaks: string;
  /** The public names of the models that it asks for. */
  readonly models: string;
  /** Of `test/support/own-wires/providers.ts`: services that speak otherwise, to stand behind the gateway in turn. */
  readonly services: readonly string[];
  /** Each step of the task, by the first of its tools that is offered: the file is written, then read. */
  readonly steps: readonly (readonly Choice[])[];
  readonly args: (prompt: string) => readonly string[];
  readonly env: (room: Room) => Readonly<Record<string, string>>;
  readonly prepare?: (room: Room) => Promise<void>;
}

export const FILE = "tide.txt";
/** Quotes, a backslash and two scripts: what gets lost where JSON is written by hand. */
export const LINE = 'Brest – "high tide" at 09:00 \\ 潮汐';

const CODEX_MODEL = "gpt-5.5";

export const AGENTS: readonly Agent[] = [
  {
    id: "codex",
    package: "@openai/codex",
    version: "0.169.0",
    bin: "codex",
    speaks: "OpenAI's Responses",
    models: CODEX_MODEL,
    services: ["anthropic", "gemini", "groq"],
    steps: [
      [
        {
          tool: "apply_patch",
          input: () => ({ input: `*** Begin Patch\n*** Add File: ${FILE}\n+${LINE}\n*** End Patch\n` }),
        },
      ],
      [
        { tool: "exec_command", input: () => ({ cmd: `cat ${FILE}` }) },
        { tool: "shell_command", input: () => ({ command: `cat ${FILE}` }) },
        { tool: "shell", input: () => ({ command: ["cat", FILE] }) },
      ],
    ],
    args: (prompt) => ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", prompt],
    env: ({ key, home }) => ({ TOLLGATE_KEY: key, CODEX_HOME: join(home, ".codex") }),
    prepare: async ({ url, home }) => {
      await mkdir(join(home, ".codex"));
      const lines = [
        `model = "${CODEX_MODEL}"`,
        'model_provider = "tollgate"',
        "check_for_update_on_startup = false",
        "[analytics]",
        "enabled = false",
        "[model_providers.tollgate]",
        'name = "Tollgate"',
        `base_url = "${url}/v1"`,
        'env_key = "TOLLGATE_KEY"',
        'wire_api = "responses"',
      ];
      await writeFile(join(home, ".codex/config.toml"), `${lines.join("\n")}\n`);
    },
  },
  {
    id: "claude",
    package: "@anthropic-ai/claude-code",
    version: "2.1.330",
    bin: "claude",
    setup: "install.cjs",
    speaks: "Anthropic's Messages",
    models: "claude-*",
    services: ["openai", "gemini"],
    steps: [
      [{ tool: "Write", input: (folder) => ({ file_path: join(folder, FILE), content: `${LINE}\n` }) }],
      [{ tool: "Bash", input: () => ({ command: `cat ${FILE}`, description: "Read the file" }) }],
    ],
    args: (prompt) => ["-p", prompt, "--permission-mode", "acceptEdits", "--allowedTools", "Write,Bash(cat:*)"],
    env: ({ url, key }) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_AUTH_TOKEN: key,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
    }),
  },
  {
    id: "gemini",
    package: "@google/gemini-cli",
    version: "0.61.0",
    bin: "gemini",
    speaks: "Google's generateContent",
    models: "gemini-*",
    services: ["anthropic", "openai"],
    steps: [
      [{ tool: "write_file", input: (folder) => ({ file_path: join(folder, FILE), content: `${LINE}\n` }) }],
      [{ tool: "run_shell_command", input: () => ({ command: `cat ${FILE}`, description: "Read the file" }) }],
    ],
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
];
