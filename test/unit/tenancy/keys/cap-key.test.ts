import { describe, expect, test } from "vitest";
import { changeWithinBounds, withinBounds } from "../../../../src/tenancy/keys/cap-key.ts";

const UPPER = { max_budget: 100, rpm_limit: 10, duration: "30d", budget_duration: "7d" };

describe("a key under upperbound_key_generate_params", () => {
  test("has the bounds where it asks for nothing", () => {
    expect(withinBounds({ key_alias: "mine" }, UPPER)).toEqual({ key_alias: "mine", ...UPPER });
  });

  test("has what it asks for within them", () => {
    const asked = { max_budget: 1, rpm_limit: 10, duration: "12h", budget_duration: "1d", tpm_limit: 5 };
    expect(withinBounds(asked, UPPER)).toEqual(asked);
  });

  test.each([
    [{ max_budget: 100.01 }, "max_budget"],
    [{ rpm_limit: 11 }, "rpm_limit"],
    [{ duration: "31d" }, "duration"],
    [{ duration: "1y" }, "duration"],
    [{ budget_duration: "2w" }, "budget_duration"],
  ])("is refused above them: %j", (asked, param) => {
    const refusal = expect.objectContaining({ code: "invalid_request", param });
    expect(() => withinBounds(asked, UPPER)).toThrow(refusal);
    expect(() => changeWithinBounds(asked, UPPER)).toThrow(refusal);
  });

  test("keeps what a change leaves out, and goes up to them where it takes a limit away", () => {
    expect(changeWithinBounds({ key_alias: "mine", max_budget: null, tpm_limit: null }, UPPER)).toEqual({
      key_alias: "mine",
      max_budget: 100,
      tpm_limit: null,
    });
  });

  test("is as it was without any, and nobody gets one under bounds that are none", () => {
    expect(withinBounds({ max_budget: 5 })).toEqual({ max_budget: 5 });
    expect(() => withinBounds({}, { max_budget: "much" })).toThrow(
      expect.objectContaining({ code: "gateway_not_configured" }),
    );
  });
});
