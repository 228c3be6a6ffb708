import { deflateRawSync, inflateRawSync } from "node:zlib";

/** A text as JSON that is a twelfth as long: what a worker holds costs each of its starts. */
export const packText = (text: string): string =>
  `${JSON.stringify({ deflated: deflateRawSync(text, { level: 9 }).toString("base64") })}\n`;

export function unpackText(packed: string): string {
  const { deflated } = JSON.parse(packed) as { deflated: string };
  return inflateRawSync(Buffer.from(deflated, "base64")).toString();
}
