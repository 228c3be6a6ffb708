/** KV for a plain workerd: the GET, PUT and DELETE of a `kvNamespace` binding over a map. Expiry is not simulated. */
import { createServer } from "node:http";
import { serveUntilOrphaned } from "./processes.ts";

const values = new Map<string, Buffer>();

const server = createServer((request, response) => {
  const key = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const body: Buffer[] = [];
  request.on("data", (bytes: Buffer) => body.push(bytes));
  request.on("end", () => {
    if (request.method === "PUT") values.set(key, Buffer.concat(body));
    if (request.method === "DELETE") values.delete(key);
    const value = request.method === "GET" ? values.get(key) : Buffer.alloc(0);
    response.statusCode = value === undefined ? 404 : 200;
    response.end(value);
  });
});
serveUntilOrphaned(server);
