import { expect, test } from "vitest";
import { asId } from "../../../src/core/ids.ts";
import { encodeResponseId } from "../../../src/core/response-id.ts";
import { readPin } from "../../../src/pipeline/read-pin.ts";

const ID = encodeResponseId({ provider: "openai", deployment: asId("east"), id: "resp_1" });

test("a request that goes on from a kept response is pinned to its deployment, which is told its own id", () => {
  expect(readPin({ model: "m", previous_response_id: ID })).toEqual({
    body: { model: "m", previous_response_id: "resp_1" },
    pinned: "east",
    previousId: ID,
  });
});

test.each(["resp_1", "resp_kept_0123456789abcdef0123456789abcdef"])(
  "one that goes on from what names no deployment is as it came: %s",
  (previousId) => {
    const body = { previous_response_id: previousId };
    expect(readPin(body)).toEqual({ body, previousId });
  },
);

test.each([{}, { previous_response_id: null }, { previous_response_id: "" }, { previous_response_id: 7 }])(
  "any other goes on from nothing: %j",
  (body) => {
    expect(readPin(body)).toEqual({ body });
  },
);
