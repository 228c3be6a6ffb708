/**
 * The least that a gateway does for a whole answer: looks a key up in memory, parses the body, forwards with a credential
 * of its own and adds up the usage. No store, no limits, no errors told, nothing settled when a client leaves.
 */
interface Env {
  readonly UPSTREAM: string;
  readonly UPSTREAM_KEY: string;
  readonly KEY: string;
}

const decoder = new TextDecoder();
const spent = new Map<string, number>();

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (spent.size === 0) spent.set(env.KEY, 0);
    const key = request.headers.get("authorization")?.slice("Bearer ".length) ?? "";
    const before = spent.get(key);
    if (before === undefined) return new Response(null, { status: 401 });
    const bytes = await request.arrayBuffer();
    const body = JSON.parse(decoder.decode(bytes)) as { readonly model?: string };
    if (typeof body.model !== "string") return new Response(null, { status: 400 });
    const answer = await fetch(env.UPSTREAM + new URL(request.url).pathname, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: env.UPSTREAM_KEY },
      body: bytes,
      redirect: "manual",
    });
    const whole = await answer.arrayBuffer();
    const { usage } = JSON.parse(decoder.decode(whole)) as { readonly usage?: { readonly total_tokens: number } };
    spent.set(key, before + (usage?.total_tokens ?? 0));
    return new Response(whole, {
      status: answer.status,
      headers: { "content-type": answer.headers.get("content-type") ?? "" },
    });
  },
};
