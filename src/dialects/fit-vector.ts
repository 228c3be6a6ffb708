const FLOAT_BYTES = 4;

/**
 * A vector in the format that was asked for: numbers, or the base64 of little-endian floats of 32 bits, which OpenAI's
 * SDKs ask for unless told otherwise. Base64 that is none stays as it is.
 */
export function fitVector(vector: readonly number[] | string, format: "float" | "base64"): readonly number[] | string {
  if (format === "base64") return typeof vector === "string" ? vector : toBase64(vector);
  return typeof vector === "string" ? (toNumbers(vector) ?? vector) : vector;
}

function toBase64(numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(numbers.length * FLOAT_BYTES));
  numbers.forEach((number, index) => view.setFloat32(index * FLOAT_BYTES, number, true));
  let binary = "";
  for (const byte of new Uint8Array(view.buffer)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function toNumbers(base64: string): readonly number[] | undefined {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
  if (bytes.length % FLOAT_BYTES !== 0) return undefined;
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / FLOAT_BYTES }, (_, index) => view.getFloat32(index * FLOAT_BYTES, true));
}
