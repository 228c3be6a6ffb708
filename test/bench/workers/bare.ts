/** Forwards and does nothing else: what any worker in front of a provider costs at least. */
interface Env {
  readonly UPSTREAM: string;
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    return fetch(env.UPSTREAM + pathname, { method: request.method, headers: request.headers, body: request.body });
  },
};
