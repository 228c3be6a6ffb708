import { describe, expect, it } from "vitest";
import { readEndUser } from "../../../src/pipeline/read-end-user.ts";

describe("the end user of a request", () => {
  it.each([
    ["is whom the body names", {}, "by-body", "by-body"],
    ["is nobody where nobody is named", {}, undefined, undefined],
    ["is whom x-litellm-customer-id names", { "x-litellm-customer-id": "by-header" }, undefined, "by-header"],
    ["is whom x-litellm-end-user-id names", { "x-litellm-end-user-id": "by-header" }, undefined, "by-header"],
    ["is the header's before the body's", { "x-litellm-end-user-id": "by-header" }, "by-body", "by-header"],
    [
      "is the customer's before the end user's",
      { "x-litellm-end-user-id": "second", "x-litellm-customer-id": "first" },
      undefined,
      "first",
    ],
    ["is the body's where the header is empty", { "x-litellm-customer-id": " " }, "by-body", "by-body"],
  ])("%s", (_name, headers, said, endUser) => {
    expect(readEndUser(new Headers(headers), said)).toBe(endUser);
  });
});
