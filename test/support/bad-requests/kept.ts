import {
  CONVERSATION_ROWS,
  type ConversationAct,
  pathsOf as conversationPathsOf,
} from "../../../src/forwards/conversations/conversation-rows.ts";
import {
  pathsOf as responsePathsOf,
  RESPONSE_ROWS,
  type ResponseAct,
} from "../../../src/forwards/responses/response-rows.ts";
import { bad, type Bad, NO_BODIES, strangers } from "./bad.ts";

export const responseCases = (Object.keys(RESPONSE_ROWS) as readonly ResponseAct[]).flatMap((act): readonly Bad[] => {
  const { method } = RESPONSE_ROWS[act];
  return responsePathsOf(act).flatMap((path) => [
    ...strangers(`${act} at ${path}`, "openai", { method, path: path.replace(":id", "resp_nobody") }),
    ...["resp_nobody", "nobody", "a%2Fb"].map((id) =>
      bad(`${act} of ${id} at ${path}`, "openai", 404, { method, path: path.replace(":id", id) }),
    ),
    ...["resp_kept_", "resp_run_"].map((prefix) =>
      bad(
        `${act} of what would be kept here (${prefix}) at ${path}`,
        "openai",
        404,
        { method, path: path.replace(":id", prefix + "a".repeat(32)) },
        false,
      ),
    ),
  ]);
});

/** None leaves an event: what is asked of the gateway itself costs nothing. */
export const conversationCases = (Object.keys(CONVERSATION_ROWS) as readonly ConversationAct[]).flatMap(
  (act): readonly Bad[] => {
    const { method } = CONVERSATION_ROWS[act];
    const fill = (path: string, id: string): string => path.replaceAll(/:\w+/g, id);
    const body = method === "POST" ? { items: [{ role: "user", content: "Tide?" }], metadata: {} } : undefined;
    return conversationPathsOf(act).flatMap((path) => [
      ...strangers(`${act} at ${path}`, "openai", { method, path: fill(path, "conv_nobody"), body }),
      ...(path.includes(":id")
        ? ["conv_nobody", `conv_${"a".repeat(32)}`, "a%2Fb"].map((id) =>
            bad(`${act} of ${id} at ${path}`, "openai", 404, { method, path: fill(path, id), body }, false),
          )
        : NO_BODIES.filter(([, , text]) => text !== "").map(([what, status, text, headers]) =>
            bad(`${act} of ${what} at ${path}`, "openai", status, { path, body: text, headers: headers ?? {} }, false),
          )),
    ]);
  },
);
