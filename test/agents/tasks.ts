import { join } from "node:path";
import type { JsonObject } from "../../src/core/json.ts";
import { PIXEL } from "../conformance/answer.ts";
import type { AgentId } from "./agents.ts";
import type { ServiceId } from "./services.ts";

/** A tool that the model may call for a step, when it is offered. */
interface Choice {
  readonly tool: string;
  readonly input: (folder: string) => JsonObject;
}

export interface Task {
  readonly id: "file" | "mcp" | "search" | "picture";
  readonly agent: AgentId;
  /** They speak otherwise than the program, and stand behind the gateway in turn. */
  readonly services: readonly ServiceId[];
  readonly prompt: string;
  /** For the program, beside its own. */
  readonly args?: readonly string[];
  /** Each by the first of its tools that is offered. */
  readonly steps: readonly (readonly Choice[])[];
  /** What the model says at last: what the last step brought to light unless it is given. */
  readonly says?: string;
  /** Where the service runs searches for the program, whether it does so in a request of their own. */
  readonly searches?: "aside" | "within";
  /** What has to be in a request to the service. */
  readonly sends?: string;
  /** The services whose signatures come back with every later request. */
  readonly signedBy?: readonly ServiceId[];
}

export const FILE = "tide.txt";
/** Quotes, a backslash and two scripts: what gets lost where JSON is written by hand. */
export const LINE = 'Brest – "high tide" at 09:00 \\ 潮汐';
export const PICTURE = "tide.png";
export const QUERY = "high tide Brest";
export const SOURCE = "https://tides.test/brest";

const WRITE = { prompt: `Write a line about the tide to ${FILE}, read the file, and tell me what it says.` };
const SEARCH = { prompt: "Search the web for the next high tide in Brest.", id: "search" } as const;
const LOOK = {
  id: "picture",
  prompt: `Look at ${PICTURE}, and tell me what it shows.`,
  says: LINE,
  sends: PIXEL,
} as const;

const pathOf = (name: string) => (folder: string) => ({ file_path: join(folder, name) });

export const TASKS: readonly Task[] = [
  {
    ...WRITE,
    id: "file",
    agent: "codex",
    services: ["anthropic", "gemini", "groq"],
    signedBy: ["anthropic", "gemini"],
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
  },
  {
    id: "mcp",
    prompt: "Ask your tools for the next high tide in Brest.",
    agent: "codex",
    services: ["anthropic", "gemini"],
    signedBy: ["anthropic", "gemini"],
    steps: [
      [{ tool: "tool_search", input: () => ({ query: "tide" }) }],
      [{ tool: "mcp__tides__get_tide", input: () => ({ port: "Brest" }) }],
    ],
  },
  { ...SEARCH, agent: "codex", services: ["anthropic"], searches: "within", steps: [] },
  {
    ...LOOK,
    agent: "codex",
    services: ["anthropic", "gemini"],
    steps: [[{ tool: "view_image", input: (folder) => ({ path: join(folder, PICTURE) }) }]],
  },
  {
    ...WRITE,
    id: "file",
    agent: "claude",
    services: ["openai", "gpt", "gemini"],
    signedBy: ["gpt", "gemini"],
    steps: [
      [{ tool: "Write", input: (folder) => ({ ...pathOf(FILE)(folder), content: `${LINE}\n` }) }],
      [{ tool: "Bash", input: () => ({ command: `cat ${FILE}`, description: "Read the file" }) }],
    ],
  },
  {
    ...SEARCH,
    agent: "claude",
    services: ["openai", "gemini"],
    // With newer models it leaves the search to the model. With this one the request has to search.
    args: ["--model", "claude-sonnet-4-5"],
    searches: "aside",
    steps: [
      [{ tool: "ToolSearch", input: () => ({ query: "select:WebSearch", max_results: 1 }) }],
      [{ tool: "WebSearch", input: () => ({ query: QUERY }) }],
    ],
  },
  {
    ...LOOK,
    agent: "claude",
    services: ["openai", "gemini"],
    steps: [[{ tool: "Read", input: pathOf(PICTURE) }]],
  },
  {
    ...WRITE,
    id: "file",
    agent: "gemini",
    services: ["anthropic", "openai", "gpt"],
    signedBy: ["anthropic", "gpt"],
    steps: [
      [{ tool: "write_file", input: (folder) => ({ ...pathOf(FILE)(folder), content: `${LINE}\n` }) }],
      [{ tool: "run_shell_command", input: () => ({ command: `cat ${FILE}`, description: "Read the file" }) }],
    ],
  },
  {
    ...SEARCH,
    agent: "gemini",
    services: ["anthropic", "openai"],
    searches: "aside",
    steps: [[{ tool: "google_web_search", input: () => ({ query: QUERY }) }]],
  },
  {
    ...LOOK,
    agent: "gemini",
    services: ["anthropic", "openai"],
    steps: [[{ tool: "read_file", input: pathOf(PICTURE) }]],
  },
];
