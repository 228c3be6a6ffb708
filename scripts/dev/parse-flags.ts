import { parseArgs } from "node:util";

export const USAGE = `Runs the gateway on this machine.

  npm run dev -- [--port N] [--config FILE.yaml | --model PROVIDER/NAME] [--state FOLDER]

  --port N               where to listen on localhost; 4000, and 0 for any free port
  --config FILE.yaml     the configuration; tollgate.yaml
  --model PROVIDER/NAME  no configuration: this one model answers to every name
  --state FOLDER         where keys and spend are kept; .tollgate/dev
  --help                 this text

Variables that the configuration names as os.environ/NAME come from the shell or from .dev.vars, the shell first.`;

export interface DevFlags {
  readonly port: number;
  /** A file of configuration, or the one model to serve. */
  readonly source: { readonly file: string } | { readonly model: string };
  readonly state: string;
  readonly help: boolean;
}

/** Throws an `Error` whose message is for the one who typed the flags. */
export function parseFlags(args: readonly string[]): DevFlags {
  try {
    return checkFlags(args);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\n"npm run dev -- --help" tells the flags.`, { cause: error });
  }
}

function checkFlags(args: readonly string[]): DevFlags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "4000" },
      config: { type: "string" },
      model: { type: "string" },
      state: { type: "string", default: ".tollgate/dev" },
      help: { type: "boolean", default: false },
    },
  });
  const { config, model, state, help } = values;
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port <= 65_535)) throw new Error(`--port is a number from 0 to 65535, not "${values.port}".`);
  for (const [name, value] of Object.entries({ config, model, state })) {
    if (value === "") throw new Error(`--${name} has no value.`);
  }
  if (model === undefined) return { port, state, help, source: { file: config ?? "tollgate.yaml" } };
  if (config !== undefined) throw new Error("--config and --model exclude each other.");
  return { port, state, help, source: { model } };
}
