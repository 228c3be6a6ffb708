import { actor, fails, inOrder, ok, type Theme } from "./scenario.ts";

export const names: Theme = {
  name: "names that stand for groups",
  router: { num_retries: 2, model_group_alias: { nickname: "real" } },
  scenarios: [
    {
      name: "a wildcard of two deployments",
      actors: [
        { ...actor("sea-1", [fails(500)], { params: { model: "openai/*", order: 1 } }), group: "sea/*" },
        { ...actor("sea-2", [ok], { params: { model: "openai/*", order: 2 } }), group: "sea/*" },
      ],
      steps: [{ model: "sea/gpt-4o-mini", tries: ["sea-1", "sea-2"], faults: ["server-error"] }],
    },
    {
      name: "a fallback into a wildcard",
      actors: [
        actor("shore-1", [fails(500)], { params: { num_retries: 0 } }),
        { ...actor("lake-1", [ok], { params: { model: "openai/*" } }), group: "lake/*" },
      ],
      router: { fallbacks: [{ shore: ["lake/gpt-4o"] }] },
      steps: [
        {
          model: "shore",
          stream: true,
          tries: ["shore-1", "lake-1"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "lake/gpt-4o",
        },
      ],
    },
    {
      name: "the id of a deployment: no other of its group is asked",
      actors: inOrder("pinned", [ok], [fails(500), ok]),
      steps: [
        { model: "pinned-2", tries: ["pinned-2", "pinned-2"], faults: ["server-error"], answeredBy: "pinned-2" },
        { model: "pinned", tries: ["pinned-1"] },
      ],
    },
    {
      name: "an alias has the retries and the fallbacks of its group",
      actors: [...inOrder("real", [fails(500)], [fails(500)]), actor("deputy-1", [ok])],
      router: { fallbacks: [{ real: ["deputy"] }] },
      steps: [
        {
          model: "nickname",
          group: "real",
          fields: { num_retries: 1 },
          tries: ["real-1", "real-2", "deputy-1"],
          faults: ["server-error", "server-error"],
          fallbacks: 1,
          answeredBy: "deputy",
        },
      ],
    },
  ],
};
