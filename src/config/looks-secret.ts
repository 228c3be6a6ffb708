/** What providers' keys, tokens and key files look like, under whatever name they stand; and an address with a login in it. */
const PATTERNS = [
  /(?<![a-z0-9])(sk-|gsk_|xai-|ghp_)[\w-]/i,
  /(?<![A-Z0-9])(AKIA|ASIA)[A-Z0-9]{8}/,
  /(?<![\w-])AIza[\w-]{20}/,
  /^(Bearer|Basic) \S{12}/i,
  /-----BEGIN/,
  /private_key/,
  /:\/\/[^/?#]*@/,
  /[?&](key|sig|signature|token|api[-_]?key|access_token)=/i,
] as const;

/** For text under a name that does not give it away. */
export const looksSecret = (text: string): boolean => PATTERNS.some((pattern) => pattern.test(text));
