import { actor, ok, type Theme } from "./scenario.ts";

export const mocks: Theme = {
  name: "faults that the client mocks",
  router: { num_retries: 0 },
  scenarios: [
    {
      name: "mock_testing_fallbacks shows the fallback",
      actors: [actor("test-1", [ok]), actor("stand-1", [ok])],
      router: { fallbacks: [{ test: ["stand"] }] },
      steps: [
        {
          model: "test",
          fields: { mock_testing_fallbacks: true },
          tries: ["test-1", "stand-1"],
          unreached: 1,
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "stand",
        },
      ],
    },
    {
      name: "mock_testing_context_fallbacks shows the longer model",
      actors: [actor("page-1", [ok]), actor("book-1", [ok])],
      router: { context_window_fallbacks: [{ page: ["book"] }] },
      steps: [
        {
          model: "page",
          stream: true,
          fields: { mock_testing_context_fallbacks: true },
          tries: ["page-1", "book-1"],
          unreached: 1,
          faults: ["context-window"],
          fallbacks: 1,
          answeredBy: "book",
        },
      ],
    },
    {
      name: "mock_testing_content_policy_fallbacks shows the model named for it",
      actors: [actor("polite-1", [ok]), actor("blunt-1", [ok])],
      router: { content_policy_fallbacks: [{ polite: ["blunt"] }] },
      steps: [
        {
          model: "polite",
          fields: { mock_testing_content_policy_fallbacks: true },
          tries: ["polite-1", "blunt-1"],
          unreached: 1,
          faults: ["content-policy"],
          fallbacks: 1,
          answeredBy: "blunt",
        },
      ],
    },
    {
      name: "mock_testing_rate_limit_error shows the retry",
      actors: [actor("twice-1", [ok])],
      steps: [
        {
          model: "twice",
          fields: { mock_testing_rate_limit_error: true, num_retries: 1 },
          tries: ["twice-1", "twice-1"],
          unreached: 1,
          faults: ["rate-limited"],
        },
      ],
    },
    {
      name: "a deployment that is mocked to fail is followed by a real one",
      actors: [
        actor("half-1", [ok], {
          params: { order: 1, mock_response: "litellm.ServiceUnavailableError", num_retries: 1 },
        }),
        actor("half-2", [ok], { params: { order: 2 } }),
      ],
      steps: [{ model: "half", tries: ["half-1", "half-2"], unreached: 1, faults: ["overloaded"] }],
    },
  ],
};
