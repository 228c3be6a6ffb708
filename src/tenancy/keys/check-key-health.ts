import { z } from "zod";
import { defineAction } from "../action.ts";

/** A key that gets here is in order. Keys have no logging callbacks of their own that could be tried. */
export const checkKeyHealth = defineAction({
  method: "POST",
  paths: ["/key/health"],
  summary: "Tell whether the key of the request is in order",
  permission: "any-key",
  input: z.object({}),
  output: z.object({ key: z.literal("healthy"), logging_callbacks: z.null() }),
  async run() {
    return { key: "healthy", logging_callbacks: null };
  },
});
