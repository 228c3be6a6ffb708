import type { Json } from "../core/json.ts";
import { looksSecret } from "./looks-secret.ts";

export type Path = readonly (string | number)[];

/** Something to tell whoever wrote the configuration. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where in the document, such as `model_list[0].litellm_params.timeout`. */
  readonly path: string;
  readonly message: string;
}

export interface Report {
  /** The configuration cannot be used. Points at the value. */
  error(path: Path, message: string): void;
  /** It can be used, but not all of it means what its author may think. Points at the key. */
  warn(path: Path, message: string): void;
}

export const formatPath = (path: Path): string =>
  path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");

/** As compilers write it, so that editors and terminals can lead there. */
export const formatProblem = (kind: "error" | "warning", { file, line, column, path, message }: Problem): string =>
  `${file}:${line}:${column}: ${kind}: ${path === "" ? "" : `${path}: `}${message}`;

const SECRET_NAME =
  /(key(_id)?|secret|password|authorization|credentials?|^token|(access|auth|session|ad|api|bearer|identity|refresh)_token)$/i;
const LONGEST_QUOTE = 60;

/** Whether a value under this path may be a secret and so must never be repeated in a message. */
export const isSecretPath = (path: Path): boolean =>
  path.some(
    (step) => typeof step === "string" && (SECRET_NAME.test(step) || /(headers|credential_values)$/i.test(step)),
  );

/** A value in plain words, for the "got …" half of a message. */
export function describeValue(value: Json | undefined, path: Path): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (isSecretPath(path)) return `a ${typeof value === "string" ? "text" : typeof value} that is not shown here`;
  if (typeof value !== "string") return typeof value === "number" ? `the number ${value}` : String(value);
  if (looksSecret(value)) return "a text that is not shown here";
  const quote = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
  return `the text ${JSON.stringify(quote)}`;
}
