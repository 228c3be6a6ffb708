import { isObject, numberOf, objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import { guessMediaType } from "./held/guess-media-type.ts";
import type { ResourceRow } from "./resource-rows.ts";

/*
 * Files as Anthropic's clients ask for them: https://docs.anthropic.com/en/api/files-create. The paths are OpenAI's, so the header
 * that these clients always send tells them apart.
 */

export const speaksAnthropic = ({ kind }: Pick<ResourceRow, "kind">, { headers }: Pick<Request, "headers">): boolean =>
  kind === "file" && headers.has("anthropic-version");

/** A request for a list, in OpenAI's words. */
export function pageOf(url: string): string {
  const asked = new URL(url);
  for (const [theirs, ours] of [
    ["after_id", "after"],
    ["page", "after"],
    ["before_id", "before"],
  ] as const) {
    const id = asked.searchParams.get(theirs);
    if (id !== null) asked.searchParams.set(ours, id);
  }
  return asked.href;
}

/** One file, a list of them, or word of one that is deleted. */
export function toAnthropic(body: JsonObject): JsonObject {
  const { data, first_id, last_id, has_more } = body;
  if (body["object"] === "list")
    // Newer clients go by `next_page`, older ones by the ids.
    return {
      data: objectsOf(data).map(describeFile),
      first_id,
      last_id,
      has_more,
      next_page: has_more === true ? last_id : null,
    };
  return body["deleted"] === true ? { id: body["id"], type: "file_deleted" } : describeFile(body);
}

export async function answerAnthropic(answer: Response): Promise<Response> {
  const body: unknown = await answer.json();
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return Response.json(isObject(body as JsonObject) ? toAnthropic(body as JsonObject) : body, { headers });
}

function describeFile(file: JsonObject): JsonObject {
  const filename = textOf(file["filename"]) ?? "";
  const expiresAt = numberOf(file["expires_at"]);
  return {
    id: file["id"],
    type: "file",
    filename,
    mime_type: guessMediaType(textOf(file["mime_type"]), filename),
    size_bytes: numberOf(file["bytes"]) ?? 0,
    created_at: instant(numberOf(file["created_at"]) ?? 0),
    ...(expiresAt !== undefined && { expires_at: instant(expiresAt) }),
    downloadable: true,
  };
}

const instant = (seconds: number): string => new Date(seconds * 1_000).toISOString();
