import { Buffer } from "node:buffer";
import { isObject, textOf, type JsonObject } from "../../core/json.ts";

/** A file that is sent along with a request. */
export interface InlineFile {
  readonly name: string;
  readonly mediaType: string;
  readonly base64: string;
}

/** By the id that a block names it by; undefined for what is not sent along. */
type FileOf = (id: string) => InlineFile | undefined;

/**
 * A block of a message with the file in it that it names; undefined for all others. Sources: the file and image parts of
 * platform.openai.com/docs/api-reference, and docs.anthropic.com/en/docs/build-with-claude/files.
 */
export function inlineFile(block: JsonObject, fileOf: FileOf): JsonObject | undefined {
  const { file, source, file_id: id, type } = block;
  if (type === "file" && isObject(file)) return inlineChatFile(block, file, fileOf);
  if (isObject(source) && source["type"] === "file") return inlineSource(block, source, fileOf);
  const named = typeof id === "string" ? fileOf(id) : undefined;
  if (named === undefined) return undefined;
  const { file_id: _, ...rest } = block;
  if (type === "input_file" && !isImage(named))
    return { ...rest, filename: textOf(rest["filename"]) ?? named.name, file_data: dataUrl(named) };
  // A picture is none of the files that models read.
  if (type === "input_file") return { ...rest, type: "input_image", image_url: dataUrl(named) };
  return type === "input_image" || type === "computer_screenshot" ? { ...rest, image_url: dataUrl(named) } : undefined;
}

function inlineChatFile(block: JsonObject, file: JsonObject, fileOf: FileOf): JsonObject | undefined {
  const { file_id: id, ...rest } = file;
  const named = typeof id === "string" ? fileOf(id) : undefined;
  if (named === undefined) return undefined;
  if (!isImage(named))
    return { ...block, file: { ...rest, filename: textOf(rest["filename"]) ?? named.name, file_data: dataUrl(named) } };
  const { file: _, ...around } = block;
  return { ...around, type: "image_url", image_url: { url: dataUrl(named) } };
}

function inlineSource(block: JsonObject, { file_id: id }: JsonObject, fileOf: FileOf): JsonObject | undefined {
  const named = typeof id === "string" ? fileOf(id) : undefined;
  if (named === undefined) return undefined;
  if (block["type"] !== "document") return { ...block, source: base64Source(named) };
  const title = textOf(block["title"]) ?? named.name;
  // Anthropic takes texts as they are, and in base64 PDFs alone.
  const isText = named.mediaType.startsWith("text/");
  return { ...block, title, source: isText ? textSource(named) : base64Source(named) };
}

const base64Source = ({ mediaType, base64 }: InlineFile): JsonObject => ({
  type: "base64",
  media_type: mediaType,
  data: base64,
});

const textSource = ({ base64 }: InlineFile): JsonObject => ({
  type: "text",
  media_type: "text/plain",
  data: Buffer.from(base64, "base64").toString("utf8"),
});

const isImage = ({ mediaType }: InlineFile): boolean => mediaType.startsWith("image/");

const dataUrl = ({ mediaType, base64 }: InlineFile): string => `data:${mediaType};base64,${base64}`;
