import { describe, expect, test } from "vitest";
import { errorsOf, parseText, warningsOf } from "./parse-text.ts";

describe("the guard at the door", () => {
  test.each([
    ["{failed_auth_per_minute: 0}", { failedAuthPerMinute: 0, requestsPerMinutePerIp: 0 }],
    ["{requests_per_minute_per_ip: 600}", { failedAuthPerMinute: 30, requestsPerMinutePerIp: 600 }],
    ["{failed_auth_per_minute:}", { failedAuthPerMinute: 30, requestsPerMinutePerIp: 0 }],
  ])("of %s keeps what is not said", (text, doorGuard) => {
    const parsed = parseText(`general_settings: {door_guard: ${text}}`);
    expect([...errorsOf(parsed), ...warningsOf(parsed)]).toEqual([]);
    expect(parsed.config.settings.doorGuard).toEqual(doorGuard);
  });

  test.each([
    [
      "{failed_auth_per_minute: often}",
      "2:40: error: general_settings.door_guard.failed_auth_per_minute: expected a whole",
    ],
    [
      "{requests_per_minute_per_ip: -1}",
      "2:44: error: general_settings.door_guard.requests_per_minute_per_ip: expected a whole",
    ],
    ["thirty", "2:15: error: general_settings.door_guard: expected a map of limits at the door, got the text"],
  ])("of %s is an error where it stands", (text, message) => {
    expect(errorsOf(parseText(`general_settings:\n  door_guard: ${text}`)).join()).toContain(`config.yaml:${message}`);
  });

  test("says which of its keys has no effect", () => {
    const parsed = parseText("general_settings:\n  door_guard: {failed_auth_per_minutes: 5}");
    expect(warningsOf(parsed)).toEqual([
      expect.stringMatching(/^config\.yaml:2:.*did you mean "failed_auth_per_minute"/),
    ]);
  });
});
