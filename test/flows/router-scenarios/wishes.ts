import { actor, fails, inOrder, ok, tooLong, unsafe, type Theme } from "./scenario.ts";

export const wishes: Theme = {
  name: "what the client wishes",
  router: { num_retries: 0 },
  scenarios: [
    {
      name: "retries by the body",
      actors: inOrder("body", [fails(500)], [fails(500)], [ok]),
      steps: [
        {
          model: "body",
          fields: { num_retries: 2 },
          tries: ["body-1", "body-2", "body-3"],
          faults: ["server-error", "server-error"],
        },
      ],
    },
    {
      name: "retries by a header",
      actors: inOrder("header", [fails(500)], [ok]),
      steps: [
        {
          model: "header",
          stream: true,
          headers: { "x-litellm-num-retries": "1" },
          tries: ["header-1", "header-2"],
          faults: ["server-error"],
        },
      ],
    },
    {
      name: "the header goes before the body",
      actors: inOrder("torn", [fails(500)], [ok]),
      steps: [
        {
          model: "torn",
          fields: { num_retries: 3 },
          headers: { "x-litellm-num-retries": "0" },
          tries: ["torn-1"],
          faults: ["server-error"],
          status: 500,
        },
      ],
    },
    {
      name: "no wish, no retry",
      actors: inOrder("plain", [fails(500)], [ok]),
      steps: [{ model: "plain", tries: ["plain-1"], faults: ["server-error"], status: 500 }],
    },
    {
      name: "fallbacks of the client",
      actors: [actor("asked-1", [fails(500)]), actor("wished-1", [ok])],
      steps: [
        {
          model: "asked",
          fields: { fallbacks: ["wished"] },
          tries: ["asked-1", "wished-1"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "wished",
        },
      ],
    },
    {
      name: "fallbacks of the client, as objects, streamed",
      actors: [actor("asking-1", [fails(500)]), actor("wishing-1", [ok], { provider: "anthropic" })],
      steps: [
        {
          model: "asking",
          stream: true,
          fields: { fallbacks: [{ model: "wishing" }] },
          tries: ["asking-1", "wishing-1"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "wishing",
        },
      ],
    },
    {
      name: "fallbacks of the client go before those of the configuration",
      actors: [actor("torn2-1", [fails(500)]), actor("ours-1", [ok]), actor("theirs-1", [ok])],
      router: { fallbacks: [{ torn2: ["ours"] }] },
      steps: [
        {
          model: "torn2",
          fields: { fallbacks: ["theirs"] },
          tries: ["torn2-1", "theirs-1"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "theirs",
        },
      ],
    },
    {
      name: "fallbacks that the key may use",
      actors: [actor("open-1", [fails(500)]), actor("allowed-1", [ok])],
      steps: [
        {
          model: "open",
          keyModels: ["open", "allowed"],
          fields: { fallbacks: ["allowed"] },
          tries: ["open-1", "allowed-1"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "allowed",
        },
      ],
    },
    {
      name: "fallbacks that the key may not use are refused before anybody is asked",
      actors: [actor("gate-1", [ok]), actor("denied-1", [ok])],
      steps: [
        {
          model: "gate",
          keyModels: ["gate"],
          fields: { fallbacks: ["denied"] },
          tries: [],
          status: 401,
          told: /not allowed to access model.*denied/,
        },
      ],
    },
    {
      name: "fallbacks of the configuration are open to a key that may use the model",
      actors: [actor("gated-1", [fails(500)]), actor("backup-1", [ok])],
      router: { fallbacks: [{ gated: ["backup"] }] },
      steps: [
        {
          model: "gated",
          keyModels: ["gated"],
          tries: ["gated-1", "backup-1"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "backup",
        },
      ],
    },
    {
      name: "a fallback that nobody knows is passed over",
      actors: [actor("vague-1", [fails(500)]), actor("known-1", [ok])],
      steps: [
        {
          model: "vague",
          fields: { fallbacks: ["nobody", "known"] },
          tries: ["vague-1", "known-1"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "known",
        },
      ],
    },
    {
      name: "no fallbacks",
      actors: [actor("proud-1", [fails(500)]), actor("helper-1", [ok])],
      router: { fallbacks: [{ proud: ["helper"] }] },
      steps: [
        {
          model: "proud",
          fields: { disable_fallbacks: true },
          tries: ["proud-1"],
          faults: ["server-error"],
          status: 500,
        },
      ],
    },
    {
      name: "a fallback for what is too long",
      actors: [actor("small-1", [tooLong]), actor("large-1", [ok])],
      steps: [
        {
          model: "small",
          fields: { context_window_fallbacks: [{ small: ["large"] }] },
          tries: ["small-1", "large-1"],
          faults: ["context-window"],
          fallbacks: 1,
          answeredBy: "large",
        },
      ],
    },
    {
      name: "a fallback for what is unsafe",
      actors: [actor("prim-1", [unsafe]), actor("free-1", [ok])],
      steps: [
        {
          model: "prim",
          fields: { content_policy_fallbacks: [{ prim: ["free"] }] },
          tries: ["prim-1", "free-1"],
          faults: ["content-policy"],
          fallbacks: 1,
          answeredBy: "free",
        },
      ],
    },
  ],
};
