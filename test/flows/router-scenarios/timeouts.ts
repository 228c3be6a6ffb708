import { actor, lateFirstByte, lateHeaders, ok, type Theme } from "./scenario.ts";

export const timeouts: Theme = {
  name: "timeouts",
  router: { num_retries: 1 },
  scenarios: [
    {
      name: "a first byte that is late: the second deployment answers",
      actors: [
        actor("late-1", [lateFirstByte], { params: { order: 1, stream_timeout: 1 } }),
        actor("late-2", [ok], { params: { order: 2 } }),
      ],
      steps: [{ model: "late", stream: true, tries: ["late-1", "late-2"], faults: ["timeout"], takesMs: 1_000 }],
    },
    {
      name: "headers that are late: the second deployment answers",
      actors: [
        actor("mute-1", [lateHeaders], { params: { order: 1, stream_timeout: 1 } }),
        actor("mute-2", [ok], { params: { order: 2 } }),
      ],
      steps: [{ model: "mute", stream: true, tries: ["mute-1", "mute-2"], faults: ["timeout"], takesMs: 1_000 }],
    },
    {
      name: "a whole answer that is late: the second deployment answers",
      actors: [
        actor("whole-1", [lateFirstByte], { params: { order: 1, timeout: 1 } }),
        actor("whole-2", [ok], { params: { order: 2 } }),
      ],
      steps: [{ model: "whole", tries: ["whole-1", "whole-2"], faults: ["timeout"], takesMs: 1_000 }],
    },
    {
      name: "a late answer has a fallback too",
      actors: [actor("tardy-1", [lateHeaders], { params: { timeout: 1, num_retries: 0 } }), actor("prompt-1", [ok])],
      router: { fallbacks: [{ tardy: ["prompt"] }] },
      steps: [
        {
          model: "tardy",
          tries: ["tardy-1", "prompt-1"],
          faults: ["timeout"],
          fallbacks: 1,
          answeredBy: "prompt",
          takesMs: 1_000,
        },
      ],
    },
    {
      name: "a client that will not wait is told when its time is over",
      actors: [actor("hasty-1", [lateHeaders])],
      steps: [
        {
          model: "hasty",
          fields: { timeout: 1, num_retries: 0 },
          tries: ["hasty-1"],
          faults: ["timeout"],
          status: 408,
          takesMs: 1_000,
        },
      ],
    },
  ],
};
