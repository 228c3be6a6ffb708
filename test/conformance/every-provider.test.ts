import { describe, expect, it, test } from "vitest";
import { COMPATIBLE } from "../../src/adapters/compatible-table.ts";
import { demo } from "../../src/adapters/demo/index.ts";
import { adapters } from "../../src/adapters/index.ts";
import { RETIRED } from "../../src/adapters/retired-table.ts";
import { findAdapter } from "../../src/config/find-adapter.ts";
import { chatCompletions } from "../../src/endpoints/index.ts";
import { textAt } from "../support/at.ts";
import { configOf } from "../unit/config/parse-text.ts";
import { conform } from "./kit.ts";
import { adapterOf, SAMPLES } from "./samples.ts";
import { SOUND_SAMPLES } from "./sound-samples.ts";
import { exchange } from "./stage.ts";

test("every built-in provider goes through the kit, but for those that are retired and the one that is part of the gateway", () => {
  const conformed = [COMPATIBLE, RETIRED, SAMPLES, SOUND_SAMPLES].flatMap((table) => Object.keys(table));
  expect(new Set([...conformed, demo.id])).toEqual(new Set(adapters.keys()));
});

test("and every one that has words of its own for sound goes through those of sound", () => {
  const own = [...adapters.values()].filter(({ sound }) => sound !== undefined).map(({ id }) => id);
  expect(Object.keys(SOUND_SAMPLES).toSorted()).toEqual(own.toSorted());
});

describe.each(Object.entries(RETIRED))("%s", (id, { advice }) => {
  describe("chat", () => {
    it("tells that it is retired, and where to go", async () => {
      const subject = { adapter: adapterOf(id), deployment: {} };
      const body = { messages: [{ role: "user", content: "Hi" }] };
      const exchanged = await exchange(subject, chatCompletions, body, () => Response.json({}));
      expect(exchanged.sent).toEqual([]);
      expect(exchanged.response.status).toBe(400);
      expect(textAt(await exchanged.response.json(), "error", "message")).toContain(advice);
      expect(await exchanged.settled()).toMatchObject({ outcome: "refused", error: "provider_retired" });
    });
  });
});

describe("a model of OpenAI that only completes text", () => {
  conform({ adapter: adapterOf("openai"), deployment: { model: "gpt-3.5-turbo-instruct" } });
});

const DECLARED = {
  base_url: "https://declared.example/v1",
  auth: { type: "header", name: "x-key", env: "DECLARED_KEY" },
  endpoints: ["chat", "embedding", "image", "rerank"],
  params: { rename: { max_completion_tokens: "max_tokens" }, drop: ["user"] },
};

describe("a provider that the configuration declares", () => {
  conform({ adapter: findAdapter(configOf({ providers: { declared: DECLARED } }), {})("declared"), deployment: {} });
});
