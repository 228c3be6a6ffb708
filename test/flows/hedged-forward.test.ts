import { expect, it } from "vitest";
import { configFor, deployment } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "openai", "speak", { model: "openai/tts-1", order: 1 }),
      {
        ...deployment(upstream, "groq", "speak", { model: "groq/playai-tts", order: 2 }),
        model_info: { id: "spare" },
      },
    ],
    router: { num_retries: 1, hedge_after: 0.5 },
  }),
);

it("a request that is passed on is taken back from the deployment that is late, once another has answered", async () => {
  stage.upstream.play("openai", { headersDelay: 55_000, body: "late" });
  stage.upstream.play("groq", { headers: { "content-type": "audio/mpeg" }, body: "ahoy" });
  const answer = await stage.openai.audio.speech.create({ model: "speak", voice: "alloy", input: "ahoy" });
  expect(await answer.text()).toBe("ahoy");
  await expect.poll(() => stage.upstream.last("openai").outcome, { timeout: 30_000 }).toBe("client-closed");
});
