import { createInterface } from "node:readline";
import { LINE } from "./tasks.ts";

/*
 * A server of the Model Context Protocol with one tool, over the standard streams: a message a line.
 * Source: modelcontextprotocol.io/specification.
 */

interface Message {
  readonly id?: number | string;
  readonly method: string;
  readonly params?: { readonly protocolVersion?: string };
}

function answer({ method, params }: Message): object {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: params?.protocolVersion ?? "2025-06-18",
        capabilities: { tools: {} },
        serverInfo: { name: "tides", version: "1.0.0" },
      };
    case "tools/list":
      return {
        tools: [
          {
            name: "get_tide",
            description: "The next high tide at a port",
            inputSchema: { type: "object", properties: { port: { type: "string" } }, required: ["port"] },
          },
        ],
      };
    case "tools/call":
      return { content: [{ type: "text", text: LINE }] };
    default:
      return {};
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as Message;
  // The others are told, and not asked.
  if (message.id !== undefined)
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id: message.id, result: answer(message) })}\n`);
}
