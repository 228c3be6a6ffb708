import { actor, fails, ok, type Actor, type Theme } from "./scenario.ts";

const tagged = (id: string, ...tags: readonly string[]): Actor =>
  actor(id, [ok], { params: tags.length === 0 ? {} : { tags } });

export const anyTag: Theme = {
  name: "tags, one in common is enough",
  router: { num_retries: 1, enable_tag_filtering: true },
  scenarios: [
    {
      name: "of the body and of the header lead to the deployment that has one of them",
      actors: [tagged("tier-1", "free"), tagged("tier-2", "paid", "fast"), tagged("tier-3")],
      steps: [
        { model: "tier", fields: { metadata: { tags: ["free"] } }, tries: ["tier-1"] },
        { model: "tier", fields: { tags: ["fast", "unheard"] }, tries: ["tier-2"] },
        { model: "tier", headers: { "x-litellm-tags": "other, paid" }, tries: ["tier-2"] },
      ],
    },
    {
      name: "that nobody has lead to the default one",
      actors: [tagged("house-1", "free"), tagged("house-2", "default"), tagged("house-3")],
      steps: [
        { model: "house", fields: { tags: ["unheard"] }, tries: ["house-2"] },
        { model: "house", tries: ["house-2"] },
      ],
    },
    {
      name: "that nobody has are refused where there is no default",
      actors: [tagged("club-1", "members"), tagged("club-2")],
      steps: [{ model: "club", fields: { tags: ["guest"] }, tries: [], status: 401, told: /tags/ }],
    },
    {
      name: "a retry stays with those that match",
      actors: [
        actor("crew-1", [fails(500)], { params: { tags: ["night"], order: 1 } }),
        actor("crew-2", [ok], { params: { tags: ["night"], order: 2 } }),
        tagged("crew-3", "day"),
      ],
      steps: [{ model: "crew", fields: { tags: ["night"] }, tries: ["crew-1", "crew-2"], faults: ["server-error"] }],
    },
    {
      name: "a fallback has to match too",
      actors: [
        actor("sales-1", [fails(500)], { params: { tags: ["eu"], num_retries: 0 } }),
        tagged("depot-1", "us"),
        tagged("depot-2", "eu"),
      ],
      router: { fallbacks: [{ sales: ["depot"] }] },
      steps: [
        {
          model: "sales",
          fields: { tags: ["eu"] },
          tries: ["sales-1", "depot-2"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "depot",
        },
      ],
    },
  ],
};

export const allTags: Theme = {
  name: "tags, all of them",
  router: { num_retries: 1, enable_tag_filtering: true, tag_filtering_match_any: false },
  scenarios: [
    {
      name: "lead to the deployment that has every one",
      actors: [tagged("both-1", "fast"), tagged("both-2", "fast", "eu"), tagged("both-3", "eu")],
      steps: [
        { model: "both", fields: { tags: ["eu", "fast"] }, tries: ["both-2"] },
        { model: "both", stream: true, headers: { "x-litellm-tags": "fast,eu" }, tries: ["both-2"] },
      ],
    },
    {
      name: "lead to the default one where nobody has every one",
      actors: [tagged("part-1", "fast"), tagged("part-2", "default")],
      steps: [{ model: "part", fields: { tags: ["fast", "eu"] }, tries: ["part-2"] }],
    },
  ],
};
