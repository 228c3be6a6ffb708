import type { Json, JsonObject } from "../../core/json.ts";
import { isArray, textOf } from "../../core/json.ts";

const DIMENSIONS = 16;

/** Vectors that depend on the text alone, so that equal texts have equal vectors. They mean nothing. */
export function embedTexts(body: JsonObject): JsonObject {
  const input = body["input"];
  const texts = isArray(input) && typeof input[0] !== "number" ? input : [input ?? ""];
  const tokens = texts.reduce((sum: number, text) => sum + Math.max(1, Math.ceil(JSON.stringify(text).length / 4)), 0);
  const base64 = body["encoding_format"] === "base64";
  return {
    object: "list",
    model: textOf(body["model"]) ?? "demo",
    data: texts.map((text, index) => {
      const vector = vectorOf(text);
      return { object: "embedding", index, embedding: base64 ? toBase64(vector) : [...vector] };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function vectorOf(text: Json): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  let state = 2_166_136_261;
  for (const char of JSON.stringify(text)) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16_777_619);
  for (let index = 0; index < DIMENSIONS; index++) {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_507) + index;
    vector[index] = (state >>> 0) / 2 ** 31 - 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** The little-endian float32 bytes that OpenAI's `encoding_format: "base64"` means. */
const toBase64 = (vector: Float32Array): string => btoa(String.fromCharCode(...new Uint8Array(vector.buffer)));
