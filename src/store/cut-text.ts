/** D1 and durable objects take two megabytes as a value, and a character may need three bytes. */
const PIECE_CHARS_MAX = 500_000;

/** A text in pieces that a row has room for. Between two halves of a character there is no cut: they would come back as something else. */
export function cutText(text: string): readonly string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    const isSplit = /[\uD800-\uDBFF]/.test(text[from + PIECE_CHARS_MAX - 1] ?? "");
    const to = from + PIECE_CHARS_MAX - (isSplit ? 1 : 0);
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}
