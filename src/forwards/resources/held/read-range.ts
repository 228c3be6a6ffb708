import type { ByteRange } from "../../../store/file-store.ts";

/**
 * The one range that a request asks for (RFC 9110, section 14.1.2) of a file of so many bytes: undefined where it asks for
 * all, or in a way that servers may pass over; "beyond" where there is nothing of it.
 */
export function readRange(header: string | null, bytes: number): ByteRange | "beyond" | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const first = from === "" ? Math.max(0, bytes - Number(to)) : Number(from);
  const last = from === "" || to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== "" && from !== "" && Number(to) < Number(from)) return undefined;
  return first > last ? "beyond" : { offset: first, length: last - first + 1 };
}
