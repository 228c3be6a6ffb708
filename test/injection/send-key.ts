export const KEY_HEADERS = [
  "authorization",
  "x-api-key",
  "api-key",
  "x-goog-api-key",
  "x-litellm-api-key",
  "ocp-apim-subscription-key",
] as const;

/** Asks with a string in place of a key: bare, as a bearer, and as what looks like a key, in turn. */
export async function sendKeyIn(
  url: string,
  header: (typeof KEY_HEADERS)[number],
  payload: string,
  turn: number,
): Promise<{ readonly status: number; readonly text: string }> {
  // What a header can hold: the bytes of UTF-8, without those that end a line or are no text.
  const bytes = Buffer.from(payload)
    .toString("latin1")
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, " ");
  const value = [bytes, `Bearer ${bytes}`, `sk-${bytes}`, `Bearer sk-${bytes}`][Math.floor(turn / 6) % 4] ?? bytes;
  const response = await fetch(`${url}/key/info`, { headers: { [header]: value } });
  return { status: response.status, text: await response.text() };
}
