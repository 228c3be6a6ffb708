import { expect, test } from "vitest";
import { readAddress } from "../../../src/auth/read-address.ts";

const addressOf = (header: string): string | undefined => readAddress(new Headers({ "cf-connecting-ip": header }));

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002:ffff::", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8::2:3:4:5:6", "2001:db8:0:2::/64"],
  ["2001:db8:1:2:3:4:203.0.113.7", "2001:db8:1:2::/64"],
  ["fe80::", "fe80:0:0:0::/64"],
  ["::2", "0:0:0:0::/64"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
])("%s is counted as %s", (header, address) => {
  expect(addressOf(header)).toBe(address);
});

test.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", ""])("%j is nobody's address", (header) => {
  expect(addressOf(header)).toBeUndefined();
});

test("without Cloudflare's header there is none, whatever a client says in others", () => {
  expect(readAddress(new Headers({ "x-forwarded-for": "203.0.113.7", "x-real-ip": "203.0.113.7" }))).toBeUndefined();
});
