/** Anthropic's betas that a client asks for by header, as far as they are known: of one that is not, the whole request is refused. */
export const pickBetas = (asked: Headers, known: ReadonlySet<string>): readonly string[] =>
  listBetas(asked.get("anthropic-beta")).filter((beta) => known.has(beta));

/** Those of a header. */
export const listBetas = (header: string | null | undefined): readonly string[] =>
  (header ?? "")
    .split(",")
    .map((beta) => beta.trim())
    .filter((beta) => beta !== "");
