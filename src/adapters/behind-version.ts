import { trimBase } from "./trim-base.ts";

/** A path behind a base address that may have the version of the API, or not. */
export function behindVersion(baseUrl: string, version: string, path: string): string {
  const base = trimBase(baseUrl);
  return /\/v\d+$/.test(base) ? base + path : `${base}/${version}${path}`;
}
