import { expect, test } from "vitest";
import { readQuery } from "../../../../src/forwards/pass-through/read-query.ts";

test.each([
  ["", []],
  ["?alt=sse&pageSize=2", ["alt", "pageSize"]],
  ["?api-version=2024-10-21&key=AIza", ["api-version"]],
  ["?KEY=a&Api_Key=b&apikey=c&access_token=d&X-Amz-Signature=e&after=f", ["after"]],
  ["?%6bey=a&key%20=b&pageToken=c", ["pageToken"]],
])("of %s, %j is passed on", (search, names) => {
  expect(readQuery(search).map(([name]) => name)).toEqual(names);
});
