import { actor, bothWays, fails, inOrder, ok, reset, tooLong, unsafe, type Theme } from "./scenario.ts";

export const fallbacks: Theme = {
  name: "fallbacks of the configuration",
  router: { num_retries: 0, cooldown_time: 60, default_fallbacks: ["haven"] },
  scenarios: [
    ...bothWays((way, stream) => ({
      name: `another group answers, ${way}`,
      actors: [actor(`main-${way}-1`, [fails(500)]), actor(`reserve-${way}-1`, [ok])],
      router: { fallbacks: [{ [`main-${way}`]: [`reserve-${way}`] }] },
      steps: [
        {
          model: `main-${way}`,
          stream,
          tries: [`main-${way}-1`, `reserve-${way}-1`],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: `reserve-${way}`,
        },
      ],
    })),
    ...bothWays((way, stream) => ({
      name: `the fallback speaks another dialect, ${way}`,
      actors: [actor(`gpt-${way}-1`, [reset]), actor(`claude-${way}-1`, [ok], { provider: "anthropic" })],
      router: { fallbacks: [{ [`gpt-${way}`]: [`claude-${way}`] }] },
      steps: [
        {
          model: `gpt-${way}`,
          stream,
          tries: [`gpt-${way}-1`, `claude-${way}-1`],
          faults: ["unreachable"],
          fallbacks: 1,
          answeredBy: `claude-${way}`,
        },
      ],
    })),
    ...bothWays((way, stream) => ({
      name: `and back again, ${way}`,
      actors: [actor(`opus-${way}-1`, [fails(500)], { provider: "anthropic" }), actor(`omni-${way}-1`, [ok])],
      router: { fallbacks: [{ [`opus-${way}`]: [`omni-${way}`] }] },
      steps: [
        {
          model: `opus-${way}`,
          stream,
          tries: [`opus-${way}-1`, `omni-${way}-1`],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: `omni-${way}`,
        },
      ],
    })),
    {
      name: "the second fallback answers when the first fails too",
      actors: [actor("one-1", [fails(500)]), actor("two-1", [fails(429)]), actor("three-1", [ok])],
      router: { fallbacks: [{ one: ["two", "three"] }] },
      steps: [
        {
          model: "one",
          tries: ["one-1", "two-1", "three-1"],
          faults: ["server-error", "rate-limited"],
          fallbacks: 2,
          answeredBy: "three",
        },
      ],
    },
    {
      name: "when all fail, the client hears of the model it asked for",
      actors: [actor("lost-1", [fails(429, { "retry-after": "20" })]), actor("loster-1", [fails(500)])],
      router: { fallbacks: [{ lost: ["loster"] }] },
      steps: [
        {
          model: "lost",
          tries: ["lost-1", "loster-1"],
          faults: ["rate-limited", "server-error"],
          status: 429,
          retryAfter: "20",
        },
      ],
    },
    {
      name: "a prompt that is too long goes to the longer model",
      actors: [actor("short-1", [tooLong]), actor("long-1", [ok]), actor("other-1", [ok])],
      router: { fallbacks: [{ short: ["other"] }], context_window_fallbacks: [{ short: ["long"] }] },
      steps: [
        { model: "short", tries: ["short-1", "long-1"], faults: ["context-window"], fallbacks: 1, answeredBy: "long" },
      ],
    },
    {
      name: "a prompt that is too long for Claude goes to the longer model",
      actors: [actor("brief-1", [tooLong], { provider: "anthropic" }), actor("broad-1", [ok])],
      router: { context_window_fallbacks: [{ brief: ["broad"] }] },
      steps: [
        {
          model: "brief",
          stream: true,
          tries: ["brief-1", "broad-1"],
          faults: ["context-window"],
          fallbacks: 1,
          answeredBy: "broad",
        },
      ],
    },
    {
      name: "a prompt that is too long has no retry, whoever else there is in the group",
      actors: [...inOrder("narrow", [tooLong], [ok]), actor("roomy-1", [ok])],
      router: { context_window_fallbacks: [{ narrow: ["roomy"] }] },
      steps: [
        {
          model: "narrow",
          fields: { num_retries: 3 },
          tries: ["narrow-1", "roomy-1"],
          faults: ["context-window"],
          fallbacks: 1,
          answeredBy: "roomy",
        },
      ],
    },
    {
      name: "a prompt that was judged unsafe goes to the model that is named for it",
      actors: [actor("strict-1", [unsafe]), actor("lenient-1", [ok])],
      router: { content_policy_fallbacks: [{ strict: ["lenient"] }] },
      steps: [
        {
          model: "strict",
          tries: ["strict-1", "lenient-1"],
          faults: ["content-policy"],
          fallbacks: 1,
          answeredBy: "lenient",
        },
      ],
    },
    {
      name: "a list of its own that says nothing leaves it to the general one",
      actors: [actor("tight-1", [tooLong]), actor("loose-1", [ok])],
      router: { fallbacks: [{ tight: ["loose"] }] },
      steps: [
        {
          model: "tight",
          tries: ["tight-1", "loose-1"],
          faults: ["context-window"],
          fallbacks: 1,
          answeredBy: "loose",
        },
      ],
    },
    {
      name: "the default ones stand in for a model that has none",
      actors: [actor("homeless-1", [fails(500)]), actor("haven-1", [ok])],
      steps: [
        {
          model: "homeless",
          tries: ["homeless-1", "haven-1"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "haven",
        },
      ],
    },
    {
      name: "400 has no fallback",
      actors: [actor("faulty-1", [fails(400)]), actor("unasked-1", [ok])],
      router: { fallbacks: [{ faulty: ["unasked"] }] },
      steps: [{ model: "faulty", tries: ["faulty-1"], faults: ["invalid-request"], status: 400 }],
    },
    {
      name: "retries come before fallbacks, and the fallback has its own",
      actors: [...inOrder("patient", [fails(500)], [fails(500)]), ...inOrder("second", [fails(500)], [ok])],
      router: { fallbacks: [{ patient: ["second"] }] },
      steps: [
        {
          model: "patient",
          fields: { num_retries: 1 },
          tries: ["patient-1", "patient-2", "second-1", "second-2"],
          faults: ["server-error", "server-error", "server-error"],
          fallbacks: 1,
          answeredBy: "second",
        },
      ],
    },
    {
      name: "embeddings have fallbacks too",
      actors: [actor("embed-1", [fails(500)]), actor("embedded-1", [ok])],
      router: { fallbacks: [{ embed: ["embedded"] }] },
      steps: [
        {
          model: "embed",
          kind: "embedding",
          tries: ["embed-1", "embedded-1"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "embedded",
        },
      ],
    },
    {
      name: "a refused key has a fallback, and the group is not asked while it cools",
      actors: [actor("expired-1", [fails(401)]), actor("valid-1", [ok])],
      router: { fallbacks: [{ expired: ["valid"] }] },
      steps: [
        {
          model: "expired",
          tries: ["expired-1", "valid-1"],
          faults: ["authentication"],
          fallbacks: 1,
          answeredBy: "valid",
        },
        { model: "expired", tries: ["valid-1"], fallbacks: 1, answeredBy: "valid" },
      ],
    },
  ],
};
