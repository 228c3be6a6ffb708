/** What models are given to read. Source: iana.org/assignments/media-types. */
const TYPES: Readonly<Record<string, string>> = {
  c: "text/x-c",
  css: "text/css",
  csv: "text/csv",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  gif: "image/gif",
  htm: "text/html",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  jsonl: "application/jsonl",
  md: "text/markdown",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  pdf: "application/pdf",
  png: "image/png",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  py: "text/x-python",
  ts: "text/x-typescript",
  txt: "text/plain",
  wav: "audio/wav",
  webp: "image/webp",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xml: "application/xml",
  yaml: "application/yaml",
  yml: "application/yaml",
};

const UNKNOWN = "application/octet-stream";
const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/;

/** As it is said, or by the name where nothing is, without parameters; SDKs say `application/octet-stream` of everything. */
export function guessMediaType(said: string | undefined, filename: string): string {
  const type = said?.replace(/;.*$/s, "").trim().toLowerCase() ?? "";
  if (MEDIA_TYPE.test(type) && type !== UNKNOWN) return type;
  const ending = filename.slice(filename.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(TYPES, ending) ? (TYPES[ending] ?? UNKNOWN) : UNKNOWN;
}
