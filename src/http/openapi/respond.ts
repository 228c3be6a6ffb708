// `npm run gen:api` writes both files. Each is a module that is read when it is first asked for, and the document is
// compressed: neither costs a start of an isolate.

/** The OpenAPI document of all routes. */
export async function respondDocument(): Promise<Response> {
  const { default: packed } = await import("./document.generated.json", { with: { type: "json" } });
  const bytes = new Blob([Buffer.from(packed.deflated, "base64")]).stream();
  return new Response(bytes.pipeThrough(new DecompressionStream("deflate-raw")), {
    headers: { "content-type": "application/json" },
  });
}

/** The page that shows the document. Its policy names its one script and its one style: nothing else runs or loads. */
export async function respondPage(): Promise<Response> {
  const { default: page } = await import("./page.generated.json", { with: { type: "json" } });
  return new Response(page.html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": page.contentSecurityPolicy,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}
