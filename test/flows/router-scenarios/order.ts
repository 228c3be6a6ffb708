import { actor, fails, inOrder, ok, type Theme } from "./scenario.ts";

const again = <T>(times: number, step: T): readonly T[] => Array.from({ length: times }, () => step);

export const order: Theme = {
  name: "order and weights",
  router: { num_retries: 2 },
  scenarios: [
    {
      name: "the lowest order is asked first, always",
      actors: [
        actor("low-3", [ok]),
        actor("low-2", [ok], { params: { order: 2 } }),
        actor("low-1", [ok], { params: { order: 1 } }),
      ],
      steps: again(6, { model: "low", tries: ["low-1"] }),
    },
    {
      name: "the next order follows one that fails, and who has none comes last",
      actors: [
        actor("next-3", [ok]),
        actor("next-2", [fails(500)], { params: { order: 7 } }),
        actor("next-1", [fails(500)], { params: { order: 1 } }),
      ],
      steps: [{ model: "next", tries: ["next-1", "next-2", "next-3"], faults: ["server-error", "server-error"] }],
    },
    {
      name: "one that recovers is the first again",
      actors: inOrder("healed", [fails(500), ok], [ok]),
      steps: [
        { model: "healed", tries: ["healed-1", "healed-2"], faults: ["server-error"] },
        { model: "healed", tries: ["healed-1"] },
      ],
    },
    {
      name: "weight 0 is not drawn",
      actors: [actor("idle-1", [ok], { params: { weight: 1 } }), actor("idle-2", [ok], { params: { weight: 0 } })],
      steps: again(8, { model: "idle", tries: ["idle-1"] }),
    },
    {
      name: "weight 0 serves what nobody else does",
      actors: [
        actor("spare-1", [fails(500)], { params: { weight: 1 } }),
        actor("spare-2", [ok], { params: { weight: 0 } }),
      ],
      steps: [{ model: "spare", tries: ["spare-1", "spare-2"], faults: ["server-error"] }],
    },
    {
      name: "who has no weight where another has one is not drawn",
      actors: [actor("mute-1", [ok], { params: { weight: 3 } }), actor("mute-2", [ok])],
      steps: again(6, { model: "mute", tries: ["mute-1"] }),
    },
    {
      name: "the order goes before the weight",
      actors: [
        actor("rank-1", [ok], { params: { order: 1, weight: 1 } }),
        actor("rank-2", [ok], { params: { order: 2, weight: 1_000_000 } }),
      ],
      steps: again(4, { model: "rank", tries: ["rank-1"] }),
    },
  ],
};
