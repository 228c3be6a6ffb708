import type { Samples } from "./slots.ts";

/** What the inputs name where something has to exist. */
export const SAMPLES: Samples = {
  key: "sk-of-the-injection-runs",
  team_id: "a-team",
  user_id: "a-user",
  organization_id: "an-organization",
  budget_id: "a-budget",
  end_user_id: "a-customer",
  start_date: "2026-01-01",
  end_date: "2026-01-31",
};
