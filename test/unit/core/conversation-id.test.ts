import { expect, test } from "vitest";
import { makeConversationId, makeItemId } from "../../../src/core/conversation-id.ts";

test("ids begin as OpenAI's do, and come once", () => {
  expect(makeConversationId()).toMatch(/^conv_[0-9a-f]{32}$/);
  expect(makeItemId("message")).toMatch(/^msg_[0-9a-f]{32}$/);
  expect(makeItemId("computer_call_output")).toMatch(/^item_[0-9a-f]{32}$/);
  expect(makeItemId("toString")).toMatch(/^item_[0-9a-f]{32}$/);
  expect(makeItemId("message")).not.toBe(makeItemId("message"));
});
