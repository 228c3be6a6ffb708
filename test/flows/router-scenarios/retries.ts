import { actor, bothWays, cut, fails, inOrder, ok, reset, unavailable, type Theme } from "./scenario.ts";

export const retries: Theme = {
  name: "retries inside a group",
  router: { num_retries: 2, cooldown_time: 60 },
  scenarios: [
    ...bothWays((way, stream) => ({
      name: `the first answers 500 and the second answers the client, ${way}`,
      actors: inOrder(`broken-${way}`, [fails(500)], [ok]),
      steps: [
        {
          model: `broken-${way}`,
          stream,
          tries: [`broken-${way}-1`, `broken-${way}-2`],
          faults: ["server-error"],
        },
      ],
    })),
    ...bothWays((way, stream) => ({
      name: `a reset before the first byte, ${way}`,
      actors: inOrder(`reset-${way}`, [reset], [ok]),
      steps: [{ model: `reset-${way}`, stream, tries: [`reset-${way}-1`, `reset-${way}-2`], faults: ["unreachable"] }],
    })),
    {
      name: "a stream that closes before anything could be read of it",
      actors: inOrder("cut", [cut], [ok]),
      steps: [{ model: "cut", stream: true, tries: ["cut-1", "cut-2"], faults: ["broken-stream"] }],
    },
    {
      name: "a whole answer that is cut",
      actors: inOrder("halved", [cut], [ok]),
      steps: [{ model: "halved", tries: ["halved-1", "halved-2"], faults: ["broken-stream"] }],
    },
    {
      name: "two that fail in different ways before the third answers",
      actors: inOrder("third", [fails(500)], [unavailable], [ok]),
      steps: [{ model: "third", tries: ["third-1", "third-2", "third-3"], faults: ["server-error", "overloaded"] }],
    },
    {
      name: "everybody fails: the client hears of the last one",
      actors: inOrder("doomed", [fails(500)], [fails(500)], [unavailable]),
      steps: [
        {
          model: "doomed",
          tries: ["doomed-1", "doomed-2", "doomed-3"],
          faults: ["server-error", "server-error", "overloaded"],
          status: 503,
        },
      ],
    },
    {
      name: "no more attempts than the retries that are set, though others are left",
      actors: inOrder("four", [fails(500)], [fails(500)], [fails(500)], [ok]),
      steps: [
        {
          model: "four",
          tries: ["four-1", "four-2", "four-3"],
          faults: ["server-error", "server-error", "server-error"],
          status: 500,
        },
      ],
    },
    {
      name: "all answer 429: the client is told how long to wait",
      actors: inOrder("busy", [fails(429, { "retry-after": "30" })], [fails(429, { "retry-after": "30" })]),
      steps: [
        {
          model: "busy",
          tries: ["busy-1", "busy-2"],
          faults: ["rate-limited", "rate-limited"],
          status: 429,
          retryAfter: "30",
        },
      ],
    },
    {
      name: "a key that is refused is one of three, and is left alone from then on",
      actors: inOrder("revoked", [fails(401)], [ok], [ok]),
      steps: [
        { model: "revoked", tries: ["revoked-1", "revoked-2"], faults: ["authentication"] },
        { model: "revoked", tries: ["revoked-2"] },
        { model: "revoked", stream: true, tries: ["revoked-2"] },
      ],
    },
    {
      name: "a model that one provider does not know",
      actors: inOrder("unknown", [fails(404)], [ok]),
      steps: [{ model: "unknown", tries: ["unknown-1", "unknown-2"], faults: ["not-found"] }],
    },
    {
      name: "a key that may not use the model",
      actors: inOrder("forbidden", [fails(403)], [ok]),
      steps: [{ model: "forbidden", tries: ["forbidden-1", "forbidden-2"], faults: ["permission"] }],
    },
    ...bothWays((way, stream) => ({
      name: `400 is final, ${way}`,
      actors: inOrder(`wrong-${way}`, [fails(400)], [ok]),
      steps: [
        {
          model: `wrong-${way}`,
          stream,
          tries: [`wrong-${way}-1`],
          faults: ["invalid-request"] as const,
          status: 400,
        },
      ],
    })),
    {
      name: "a refused key is final where there is no other",
      actors: [actor("alone401-1", [fails(401)])],
      steps: [{ model: "alone401", tries: ["alone401-1"], faults: ["authentication"], status: 401 }],
    },
    {
      name: "the only deployment is asked again, after the time it asks for",
      actors: [actor("alone-1", [fails(429, { "retry-after": "1" }), ok])],
      steps: [{ model: "alone", tries: ["alone-1", "alone-1"], faults: ["rate-limited"], takesMs: 1_000 }],
    },
    {
      name: "the only deployment is asked again after an outage of a moment",
      actors: [actor("blip-1", [fails(500), reset, ok])],
      steps: [
        { model: "blip", stream: true, tries: ["blip-1", "blip-1", "blip-1"], faults: ["server-error", "unreachable"] },
      ],
    },
    {
      name: "the next is another provider with a dialect of its own",
      actors: [
        actor("mixed-1", [fails(500)], { params: { order: 1 } }),
        actor("mixed-2", [ok], { provider: "anthropic", params: { order: 2 } }),
      ],
      steps: [{ model: "mixed", stream: true, tries: ["mixed-1", "mixed-2"], faults: ["server-error"] }],
    },
    {
      name: "embeddings are tried again too",
      actors: inOrder("vectors", [fails(500)], [ok]),
      steps: [{ model: "vectors", kind: "embedding", tries: ["vectors-1", "vectors-2"], faults: ["server-error"] }],
    },
    {
      name: "a deployment says that it is not to be followed",
      actors: [
        actor("once-1", [fails(500)], { params: { order: 1, num_retries: 0 } }),
        actor("once-2", [ok], { params: { order: 2 } }),
      ],
      steps: [{ model: "once", tries: ["once-1"], faults: ["server-error"], status: 500 }],
    },
    {
      name: "the group's policy has no retry for one class and one for another",
      actors: [
        ...inOrder("classes", [fails(429), fails(500)], [fails(500)], [ok]),
        ...inOrder("unruled", [fails(429)], [ok]),
      ],
      router: { model_group_retry_policy: { classes: { RateLimitErrorRetries: 0, InternalServerErrorRetries: 1 } } },
      steps: [
        { model: "classes", tries: ["classes-1"], faults: ["rate-limited"], status: 429 },
        { model: "unruled", tries: ["unruled-1", "unruled-2"], faults: ["rate-limited"] },
        { model: "classes", tries: ["classes-2", "classes-3"], faults: ["server-error"] },
      ],
    },
    {
      name: "a policy that names bad requests has them tried again",
      actors: inOrder("stubborn", [fails(400)], [ok]),
      router: { model_group_retry_policy: { stubborn: { BadRequestErrorRetries: 1 } } },
      steps: [{ model: "stubborn", tries: ["stubborn-1", "stubborn-2"], faults: ["invalid-request"] }],
    },
  ],
};
