/**
 * Where clients put their key, in the order in which it is looked for. The gateway's own header wins, because a
 * client that sends it uses the others for something else; then OpenAI and Anthropic (`Authorization`), Azure
 * (`api-key`), Anthropic (`x-api-key`), Google (`x-goog-api-key`) and Azure API Management.
 * A key in the URL is never read: URLs end up in logs.
 */
const CREDENTIAL_HEADERS = [
  "x-litellm-api-key",
  "authorization",
  "api-key",
  "x-api-key",
  "x-goog-api-key",
  "ocp-apim-subscription-key",
] as const;

const BEARER = /^bearer(?:\s+|$)/i;
const BASIC = /^basic\s/i;

/**
 * The key of a request, or undefined. With `onlyHeader`, that header alone counts. Any of them may hold the bare
 * key or `Bearer <key>`; an empty header counts as absent, and so does one of the `Basic` scheme, which belongs to
 * whatever stands in front of the gateway.
 */
export function readCredential(headers: Headers, onlyHeader?: string): string | undefined {
  if (onlyHeader !== undefined) return credentialIn(headers.get(onlyHeader));
  for (const name of CREDENTIAL_HEADERS) {
    const credential = credentialIn(headers.get(name));
    if (credential !== undefined) return credential;
  }
  return undefined;
}

function credentialIn(value: string | null): string | undefined {
  if (value === null || BASIC.test(value)) return undefined;
  const credential = value.replace(BEARER, "").trim();
  return credential === "" ? undefined : credential;
}
