import { actor, fails, ok, type Theme } from "./scenario.ts";

const sized = (tokens: number, more: object = {}) => ({ info: { max_input_tokens: tokens }, ...more });
const LONG = { messages: [{ role: "user", content: "The tide comes in and the tide goes out. ".repeat(200) }] };
const TOOLS = { tools: [{ type: "function", function: { name: "get_tide", parameters: { type: "object" } } }] };
const IMAGE = {
  messages: [
    { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } }] },
  ],
};

export const capabilities: Theme = {
  name: "context windows and capabilities, looked at before the call",
  router: { num_retries: 1, enable_pre_call_checks: true },
  scenarios: [
    {
      name: "a long prompt goes to the deployment that takes it",
      actors: [
        actor("size-1", [ok], sized(100, { params: { order: 1 } })),
        actor("size-2", [ok], sized(100_000, { params: { order: 2 } })),
      ],
      steps: [
        { model: "size", fields: LONG, tries: ["size-2"] },
        { model: "size", tries: ["size-1"] },
      ],
    },
    {
      name: "a prompt that is too long for all is refused without a call",
      actors: [actor("tiny-1", [ok], sized(100))],
      steps: [{ model: "tiny", fields: LONG, tries: [], status: 400, told: /longer than any deployment/ }],
    },
    {
      name: "tools go to the deployment that can call them",
      actors: [
        actor("tool-1", [ok], { info: { supports_function_calling: false }, params: { order: 1 } }),
        actor("tool-2", [ok], { info: { supports_function_calling: true }, params: { order: 2 } }),
      ],
      steps: [
        { model: "tool", stream: true, fields: TOOLS, tries: ["tool-2"] },
        { model: "tool", tries: ["tool-1"] },
      ],
    },
    {
      name: "an image that nobody can see is refused without a call",
      actors: [actor("blind-1", [ok], { info: { supports_vision: false } })],
      steps: [{ model: "blind", fields: IMAGE, tries: [], status: 400, told: /no deployment of this model can do/ }],
    },
    {
      name: "a fallback that would have to refuse is passed over inside its group",
      actors: [
        actor("seeing-1", [fails(500)], { params: { num_retries: 0 } }),
        actor("eyes-1", [ok], { info: { supports_vision: false }, params: { order: 1 } }),
        actor("eyes-2", [ok], { info: { supports_vision: true }, params: { order: 2 } }),
      ],
      router: { fallbacks: [{ seeing: ["eyes"] }] },
      steps: [
        {
          model: "seeing",
          fields: IMAGE,
          tries: ["seeing-1", "eyes-2"],
          faults: ["server-error"],
          fallbacks: 1,
          answeredBy: "eyes",
        },
      ],
    },
    {
      name: "a retry does not go to a deployment that would have to refuse",
      actors: [
        actor("only-1", [fails(500), ok], { params: { order: 1 }, info: { supports_function_calling: true } }),
        actor("only-2", [ok], { params: { order: 2 }, info: { supports_function_calling: false } }),
      ],
      steps: [{ model: "only", fields: TOOLS, tries: ["only-1", "only-1"], faults: ["server-error"] }],
    },
  ],
};
