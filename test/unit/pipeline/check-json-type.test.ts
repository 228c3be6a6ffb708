import { expect, test } from "vitest";
import { checkJsonType } from "../../../src/pipeline/check-json-type.ts";

const check = (type?: string): void =>
  checkJsonType({ headers: new Headers(type === undefined ? {} : { "content-type": type }) });

test.each([
  undefined,
  "",
  "application/json",
  "Application/JSON; charset=utf-8",
  "application/vnd.api+json",
  "application/json;charset=utf-8",
  "text/json",
  "text/plain;charset=UTF-8",
])("a body of %j may be JSON", (type) => {
  expect(() => check(type)).not.toThrow();
});

test.each([
  "text/plain",
  "application/x-www-form-urlencoded",
  'multipart/form-data; boundary="b"',
  "application/jsonl",
  "application/json-seq",
  "image/png",
  "json",
])("a body of %j is none", (type) => {
  expect(() => check(type)).toThrow(expect.objectContaining({ code: "invalid_request", status: 415 }));
});
