import type { Film } from "./video-dialect.ts";

/**
 * A file of the Gemini API is known by its name wherever its address leads, and is asked for at the provider's own
 * base: nobody else is sent the credential. The path is that of downloads, ai.google.dev/gemini-api/docs/batch-api, to
 * which the address would redirect.
 */
export function findGoogleFile(uri: string): Film {
  const [, name] = /\/files\/([\w-]+)(?=[:?]|$)/.exec(uri) ?? [];
  return name === undefined
    ? { at: "elsewhere", address: uri }
    : { at: "path", path: `/download/v1beta/files/${name}:download?alt=media` };
}
