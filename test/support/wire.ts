import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedRequest, Scene } from "./upstream.ts";

const folder = join(import.meta.dirname, "../fixtures/wire");

/** A fixture's bytes. `name` is its path under `test/fixtures/wire`. */
export const wireBytes = (name: string): Buffer => readFileSync(join(folder, name));

export const wireText = (name: string): string => wireBytes(name).toString();

/** A fixture as a provider sends it: `.sse` is a stream, `.json` a whole body. */
export function wire(name: string, options: Scene = {}): Scene {
  const type = name.endsWith(".sse") ? "text/event-stream; charset=utf-8" : "application/json";
  return { body: wireBytes(name), ...options, headers: { "content-type": type, ...options.headers } };
}

/** The pair of fixtures `name.sse` and `name.json`: whichever the request asks for. */
export function answers(name: string, options: Scene = {}): (request: RecordedRequest) => Scene {
  return (request) => wire(asksForStream(request) ? `${name}.sse` : `${name}.json`, options);
}

export function asksForStream({ json }: RecordedRequest): boolean {
  return typeof json === "object" && json !== null && "stream" in json && json.stream === true;
}

/** A provider's error answer. */
export const failure = (name: string, status: number, headers: Record<string, string> = {}): Scene =>
  wire(name, { status, headers });
