import { describe, expect, test } from "vitest";
import {
  answerAnthropic,
  pageOf,
  speaksAnthropic,
  toAnthropic,
} from "../../../../src/forwards/resources/anthropic-files.ts";

const file = {
  id: "file-1",
  object: "file",
  bytes: 3,
  created_at: 1_700_000_000,
  filename: "a.pdf",
  purpose: "user_data",
};
const told = {
  id: "file-1",
  type: "file",
  filename: "a.pdf",
  mime_type: "application/pdf",
  size_bytes: 3,
  created_at: "2023-11-14T22:13:20.000Z",
  downloadable: true,
};

describe("a client of Anthropic's files", () => {
  test("is known by what it always sends, where it asks for files", () => {
    const request = { headers: new Headers({ "anthropic-version": "2023-06-01" }) };
    expect(speaksAnthropic({ kind: "file" }, request)).toBe(true);
    expect(speaksAnthropic({ kind: "batch" }, request)).toBe(false);
    expect(speaksAnthropic({ kind: undefined }, request)).toBe(false);
    expect(speaksAnthropic({ kind: "file" }, { headers: new Headers() })).toBe(false);
  });

  test.each([
    ["?limit=1", "?limit=1"],
    ["?after_id=a", "?after_id=a&after=a"],
    ["?page=a", "?page=a&after=a"],
    ["?before_id=a", "?before_id=a&before=a"],
  ])("asks for the page %s in other words", (query, asked) => {
    expect(pageOf(`https://a.example/v1/files${query}`)).toBe(`https://a.example/v1/files${asked}`);
  });

  test("reads a file, a list and a deletion as it knows them", () => {
    expect(toAnthropic(file)).toEqual(told);
    expect(toAnthropic({ ...file, expires_at: 1_700_003_600 })).toEqual({
      ...told,
      expires_at: "2023-11-14T23:13:20.000Z",
    });
    const list = { object: "list", data: [file], first_id: "file-1", last_id: "file-1" };
    expect(toAnthropic({ ...list, has_more: true })).toEqual({
      data: [told],
      first_id: "file-1",
      last_id: "file-1",
      has_more: true,
      next_page: "file-1",
    });
    expect(toAnthropic({ ...list, has_more: false })).toMatchObject({ next_page: null });
    expect(toAnthropic({ id: "file-1", object: "file", deleted: true })).toEqual({
      id: "file-1",
      type: "file_deleted",
    });
  });

  test("keeps the headers of the answer", async () => {
    const answer = await answerAnthropic(Response.json(file, { headers: { "x-litellm-call-id": "c" } }));
    expect(answer.headers.get("x-litellm-call-id")).toBe("c");
    expect(await answer.json()).toEqual(told);
  });
});
