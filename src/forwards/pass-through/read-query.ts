/** Parameters that carry a credential somewhere: it would be the client's, and would end up in logs. */
const CREDENTIALS =
  /^(?:key|api[-_]?key|(?:x-)?goog-api-key|access[-_]?token|auth[-_]?token|oauth[-_]?token|token|authorization|bearer|subscription-key|x-amz-.*)$/i;

/** What a client asks for behind the path, without any credential. */
export function readQuery(search: string): readonly (readonly [name: string, value: string])[] {
  return [...new URLSearchParams(search)].filter(([name]) => !CREDENTIALS.test(name.trim()));
}
