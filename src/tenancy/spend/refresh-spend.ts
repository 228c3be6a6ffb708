import { z } from "zod";
import { defineAction } from "../action.ts";
import { doneOutput } from "./report-output.ts";

/** LiteLLM makes its views anew. The sums here are written with the events, so there is nothing that could be old. */
export const refreshSpend = defineAction({
  method: "POST",
  paths: ["/global/spend/refresh"],
  summary: "Does nothing: reports are never out of date",
  permission: "admin",
  input: z.object({}),
  output: doneOutput,
  run: async () => ({ message: "Reports are always up to date.", status: "success" }),
});
