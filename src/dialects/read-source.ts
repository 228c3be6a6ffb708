import type { MediaSource } from "../core/chat.ts";

/** A URL, or the bytes in a `data:` URL (RFC 2397), which may be megabytes long: no pattern runs over it. Undefined for anything else. */
export function readSource(url: string): MediaSource | undefined {
  if (url.slice(0, 5).toLowerCase() !== "data:") {
    return /^[a-z][a-z0-9+.-]*:/i.test(url.slice(0, 32)) ? { kind: "url", url } : undefined;
  }
  const comma = url.indexOf(",");
  const [mediaType = "", ...parameters] = url.slice(5, Math.max(comma, 5)).split(";");
  if (comma < 0 || !parameters.some((parameter) => parameter.trim().toLowerCase() === "base64")) return undefined;
  return { kind: "base64", mediaType: mediaType.trim().toLowerCase() || "text/plain", data: url.slice(comma + 1) };
}

export const writeSource = (source: MediaSource): string =>
  source.kind === "url" ? source.url : `data:${source.mediaType};base64,${source.data}`;
