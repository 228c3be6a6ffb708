import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import { defineAction } from "../action.ts";
import { id } from "../params.ts";
import { spendLogOutput } from "./log-output.ts";
import { showEvents } from "./show-events.ts";
import { spendScope } from "./spend-scope.ts";

/** One event. No prompts or answers are kept, so that `messages` and `response` are empty. */
export const getSpendLog = defineAction({
  method: "GET",
  paths: ["/spend/logs/ui/:request_id"],
  summary: "One request of the log",
  permission: "any-key",
  input: z.object({ request_id: id }),
  output: spendLogOutput,
  async run(context, { request_id }) {
    const filter = { ...spendScope(context.actor), request: asId<"request">(request_id) };
    const [row] = await showEvents(context, await context.spend.list(filter, 1));
    if (row !== undefined) return row;
    throw new GatewayError("object_not_found", "There is no such request in the log.", { param: "request_id" });
  },
});
