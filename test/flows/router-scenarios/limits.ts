import { actor, ok, type Theme } from "./scenario.ts";

export const limits: Theme = {
  name: "limits of deployments",
  router: { num_retries: 1, optional_pre_call_checks: ["enforce_model_rate_limits"] },
  scenarios: [
    {
      name: "one whose requests are used up passes its calls on to the next, and is not blamed",
      actors: [
        actor("rate-1", [ok], { params: { order: 1, rpm: 1 } }),
        actor("rate-2", [ok], { params: { order: 2 } }),
      ],
      steps: [
        { model: "rate", tries: ["rate-1"] },
        { model: "rate", tries: ["rate-1", "rate-2"], unreached: 1, faults: ["rate-limited"] },
        { model: "rate", stream: true, tries: ["rate-1", "rate-2"], unreached: 1, faults: ["rate-limited"] },
      ],
    },
    {
      name: "one whose requests are used up has fallbacks",
      actors: [actor("full-1", [ok], { params: { rpm: 1, num_retries: 0 } }), actor("empty-1", [ok])],
      router: { fallbacks: [{ full: ["empty"] }] },
      steps: [
        { model: "full", tries: ["full-1"] },
        {
          model: "full",
          tries: ["full-1", "empty-1"],
          unreached: 1,
          faults: ["rate-limited"],
          fallbacks: 1,
          answeredBy: "empty",
        },
      ],
    },
  ],
};
