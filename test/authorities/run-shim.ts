import process from "node:process";
import { startUpstashShim } from "../support/upstash-shim.ts";

// The shim in a process of its own: beside a test that makes hundreds of calls, its answers would wait for theirs.
const { url, token } = await startUpstashShim(Number(process.argv[2]));
process.send?.({ url, token });
