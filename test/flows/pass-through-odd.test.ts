import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configFor, MASTER_KEY } from "../support/providers.ts";
import { rawCall, type RawRequest } from "../support/raw-client.ts";
import { useStage } from "../support/stage.ts";

const PATHS = { openai: "/openai/v1/x", tides: "/tides" } as const;
type Scene = keyof typeof PATHS;
const SCENES = Object.keys(PATHS) as Scene[];

const stage = useStage((upstream) =>
  configFor(upstream, {
    general: {
      pass_through_endpoints: [
        { path: "/tides", target: `${upstream.base("tides")}/v1`, include_subpath: true, cost_per_request: 0.25 },
      ],
    },
  }),
);

/** One request by its bytes, to the end of its answer; and what reached the service, if anything did. */
async function send(scene: Scene, request: Omit<RawRequest, "path"> & { readonly path?: string } = {}) {
  const before = stage.upstream.requests(scene).length;
  const call = rawCall(stage.gateway.url, {
    path: PATHS[scene],
    ...request,
    headers: { authorization: `Bearer ${MASTER_KEY}`, ...request.headers },
  });
  const { status, headers } = await call.head;
  if (status !== 204 && request.method !== "HEAD") await call.over;
  const seen = stage.upstream.requests(scene).slice(before);
  call.close();
  return { status, headers, text: call.text(), bytes: call.bytes(), seen };
}
const play = (scene: Scene, route: Parameters<typeof stage.upstream.play>[1] = { body: "{}" }): void =>
  stage.upstream.play(scene, route);

describe.each(SCENES)("a request to %s", (scene) => {
  it("of a method that is not passed on is told which are", async () => {
    for (const method of ["HEAD", "OPTIONS", "TRACE"]) {
      const { status, headers, seen } = await send(scene, { method });
      expect([method, status, headers.get("allow")]).toEqual([method, 405, "GET, POST, PUT, PATCH, DELETE"]);
      expect(seen).toEqual([]);
    }
  });

  it("for a WebSocket is refused before it costs anything", async () => {
    const { status, text, seen } = await send(scene, {
      method: "GET",
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-version": "13",
        "content-length": undefined,
      },
    });
    expect(status).toBe(400);
    expect(text).toContain("WebSocket");
    expect(seen).toEqual([]);
  });

  it("without a body, or with an empty one, has none", async () => {
    play(scene);
    for (const headers of [{ "content-length": undefined, "content-type": undefined }, {}]) {
      const { status, seen } = await send(scene, { headers });
      expect([status, seen.map(({ method, body }) => [method, body.length])]).toEqual([200, [["POST", 0]]]);
    }
  });

  it("in chunks is whole", async () => {
    play(scene);
    const headers = { "content-length": undefined, "transfer-encoding": "chunked" };
    const { seen } = await send(scene, { headers, body: '5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n' });
    expect(seen[0]?.json).toEqual({ a: 1 });
  });

  it("with a list as its JSON has the list", async () => {
    play(scene);
    const { status, seen } = await send(scene, { body: [{ Text: "tide" }] });
    expect([status, seen[0]?.json]).toEqual([200, [{ Text: "tide" }]]);
  });

  it("with packed bytes has them as they are", async () => {
    play(scene);
    const packed = gzipSync("high tide");
    const headers = { "content-type": "application/octet-stream", "content-encoding": "gzip" };
    const { seen } = await send(scene, { headers, body: packed });
    expect(seen[0]?.headers["content-encoding"]).toBe("gzip");
    expect(seen[0]?.body.equals(packed)).toBe(true);
  });

  it("takes no header along that its Connection names, nor one that is the connection's own", async () => {
    play(scene);
    const { seen } = await send(scene, {
      headers: {
        connection: "x-secret, keep-alive",
        "x-secret": "s",
        "keep-alive": "timeout=5",
        te: "trailers",
        trailer: "x-sum",
        "proxy-connection": "keep-alive",
        "x-forwarded-for": "10.0.0.1",
        cookie: "a=b",
      },
      body: { a: 1 },
    });
    const names = Object.keys(seen[0]?.headers ?? {});
    for (const name of ["x-secret", "keep-alive", "te", "trailer", "proxy-connection", "x-forwarded-for", "cookie"])
      expect(names).not.toContain(name);
  });
});

describe.each(SCENES)("a path of %s", (scene) => {
  it.each([
    ["empty steps", "//x", 400],
    ["a packed slash", "/a%2fb", 400],
    ["packed dots and a slash", "/%2e%2e%2fx", 400],
    ["dots packed twice", "/%252e%252e/x", 400],
    ["other letters", "/тайд", 400],
    ["a packed question mark", "/a%3Fb", 400],
    ["a zero", "/a%00b", 400],
    ["4 KB", `/${"a".repeat(4_096)}`, 400],
  ])("with %s is not passed on", async (_, rest, wanted) => {
    const { status, seen } = await send(scene, { method: "GET", path: PATHS[scene] + rest });
    expect([status, seen]).toEqual([wanted, []]);
  });

  it.each(["/../../../key/list", "/%2e%2e/%2E./.%2e/key/list"])("leads nowhere else by %s", async (rest) => {
    const { seen, text } = await send(scene, { method: "GET", path: PATHS[scene] + rest });
    expect(seen).toEqual([]);
    expect(text).toContain('"keys":');
  });
});

it("refuses JSON that is packed, and says so, where it has to read it", async () => {
  const { status, text, seen } = await send("openai", {
    headers: { "content-encoding": "gzip" },
    body: gzipSync('{"a":1}'),
  });
  expect([status, seen]).toEqual([400, []]);
  expect(text).toContain("content-encoding: gzip");
});

describe.each(SCENES)("an answer of %s", (scene) => {
  it.each([204, 205])("that is a %i has no body", async (code) => {
    play(scene, { status: code });
    const { status, bytes } = await send(scene, { method: "GET" });
    expect([status, bytes.length]).toEqual([code, 0]);
  });

  it("keeps its own code among the good ones", async () => {
    play(scene, { status: 207, body: '{"part":1}' });
    const { status, text } = await send(scene, { method: "GET" });
    expect([status, text]).toEqual([207, '{"part":1}']);
  });

  it.each([300, 301, 304, 307, 308])("that is a %i leads nowhere", async (code) => {
    play(scene, { status: code, headers: { location: "https://elsewhere.example/?key=s" } });
    const { status, headers, text } = await send(scene, { method: "GET" });
    expect([status, headers.get("location")]).toEqual([502, null]);
    expect(text).not.toContain("elsewhere");
  });

  it("sets no cookie, and none of its other headers are the gateway's", async () => {
    play(scene, {
      headers: {
        "set-cookie": "session=1",
        connection: "x-secret",
        "x-secret": "s",
        "keep-alive": "timeout=5",
        "access-control-allow-origin": "*",
        server: "tides",
      },
      body: "{}",
    });
    const { headers } = await send(scene, { method: "GET" });
    const names = [...headers.keys()];
    for (const name of ["set-cookie", "x-secret", "keep-alive", "access-control-allow-origin", "server"])
      expect(names).not.toContain(name);
  });

  it("that is packed is unpacked for who did not ask for that", async () => {
    play(scene, { gzip: true, body: '{"metres":1.4}' });
    const { headers, text } = await send(scene, { method: "GET" });
    expect([headers.get("content-encoding"), text]).toEqual([null, '{"metres":1.4}']);
  });

  it("of events comes as it is, and one that is cut ends in the middle", async () => {
    const events = "data: 1\n\ndata: 2\n\n";
    play(scene, { headers: { "content-type": "text/event-stream" }, body: events });
    expect((await send(scene, { method: "GET" })).text).toBe(events);
    play(scene, {
      headers: { "content-type": "text/event-stream" },
      body: events,
      cut: { afterBytes: 12, by: "fin" },
    });
    const call = rawCall(stage.gateway.url, {
      method: "GET",
      path: PATHS[scene],
      headers: { authorization: `Bearer ${MASTER_KEY}` },
    });
    expect((await call.head).status).toBe(200);
    expect(await call.over).toEqual({ clean: false });
  });
});

describe("a service that says something before its answer", () => {
  let server: Server;
  let made: Response;
  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
      response.writeHead(200, { "content-type": "application/json" }).end('{"metres":1.4}');
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    made = await fetch(`${stage.gateway.url}/config/pass_through_endpoint`, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      body: JSON.stringify({ path: "/early", target }),
    });
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  it("is heard for what it answers", async () => {
    expect(made.status).toBe(200);
    const response = await fetch(`${stage.gateway.url}/early`, { headers: { authorization: `Bearer ${MASTER_KEY}` } });
    expect([response.status, await response.json()]).toEqual([200, { metres: 1.4 }]);
  });
});

it("tells who configured a target that redirects what to do about it", async () => {
  play("tides", { status: 301, headers: { location: "https://elsewhere.example/" } });
  const { text } = await send("tides", { method: "GET" });
  expect(text).toContain("redirect");
});
