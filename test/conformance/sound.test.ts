import { describe, expect, it } from "vitest";
import { speech, transcriptions, translations } from "../../src/forwards/audio.ts";
import type { ForwardEndpoint } from "../../src/pipeline/forward-call.ts";
import { textAt } from "../support/at.ts";
import { adapterOf } from "./samples.ts";
import { SOUND_SAMPLES } from "./sound-samples.ts";
import { asked, CREDENTIAL, exchangeForward, MODEL, type Script } from "./stage.ts";

const SOUND = new Uint8Array([7, 0, 255, 13, 10]);

const speak = (): Request =>
  new Request("https://gateway.example/v1/audio/speech", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: MODEL, input: "Ahoy, quay!", voice: "somebody" }),
  });

function listen(path: string): Request {
  const form = new FormData();
  form.append("model", MODEL);
  form.append("file", new Blob([SOUND], { type: "audio/wav" }), "a.wav");
  return new Request(`https://gateway.example${path}`, { method: "POST", body: form });
}

const json = (body: object, status = 200): Response => Response.json(body, { status });

describe.each(Object.entries(SOUND_SAMPLES))("%s", (id, { deployment, spoken, heard = {}, failure }) => {
  const subject = { adapter: adapterOf(id), deployment };
  const { sound } = subject.adapter;
  const pass = async (endpoint: ForwardEndpoint, script: Script) =>
    await exchangeForward(subject, endpoint, endpoint === speech ? speak() : listen(endpoint.paths[0]), script);
  const endpoints = [
    ...(sound?.speech === undefined ? [] : [speech]),
    ...(sound?.transcription === undefined ? [] : [transcriptions]),
    ...(sound?.translation === undefined ? [] : [translations]),
  ];
  const good = (endpoint: ForwardEndpoint): Response =>
    endpoint !== speech
      ? json(heard)
      : spoken === undefined
        ? new Response(SOUND, { headers: { "content-type": "audio/mpeg" } })
        : json(spoken);

  describe.each(endpoints.map((endpoint) => [endpoint.operation, endpoint] as const))("%s", (_operation, endpoint) => {
    it("is told the credential by a header, and nowhere else", async () => {
      const exchanged = await pass(endpoint, () => good(endpoint));
      const { url, headers, text } = asked(exchanged);
      expect([...headers.values()].join(" ")).toContain(CREDENTIAL);
      expect(url.href + text).not.toContain(CREDENTIAL);
    });

    it("is answered as OpenAI would, and leaves one event with its usage", async () => {
      const exchanged = await pass(endpoint, () => good(endpoint));
      expect(exchanged.response.status).toBe(200);
      if (endpoint === speech) expect(exchanged.response.headers.get("content-type")).toMatch(/^audio\//);
      else expect(textAt(await exchanged.response.clone().json(), "text")).toBe("Ahoy, quay!");
      await exchanged.response.arrayBuffer();
      const event = await exchanged.settled();
      expect(event).toMatchObject({ outcome: "served", operation: endpoint.operation });
      const { inputTokens, mediaMs = 0, characters = 0 } = event.usage;
      expect(inputTokens + mediaMs + characters).toBeGreaterThan(0);
    });

    it.each([
      [401, 401, "provider_authentication"],
      [404, 404, "provider_not_found"],
      [429, 429, "provider_rate_limited"],
      [500, 500, "provider_error"],
      [503, 503, "provider_overloaded"],
    ])("that fails with %i is %i to the client, in the provider's words", async (status, told, error) => {
      const exchanged = await pass(endpoint, () => json(failure, status));
      expect(exchanged.response.status).toBe(told);
      expect(textAt(await exchanged.response.json(), "error", "message")).toContain("The harbour is closed.");
      expect(await exchanged.settled()).toMatchObject({ outcome: "failed", error });
    });

    const isRead = endpoint !== speech || spoken !== undefined;
    it.runIf(isRead).each([
      ["no JSON", () => new Response("<p>Soon</p>", { headers: { "content-type": "text/html" } })],
      ["a list", () => json([heard])],
      ["something else", () => json({ accepted: true })],
    ])("that is answered with %s is the provider's failure", async (_what, answer) => {
      const exchanged = await pass(endpoint, answer);
      expect(exchanged.response.status).toBe(502);
      expect(await exchanged.settled()).toMatchObject({ outcome: "failed", error: "provider_invalid_answer" });
    });
  });
});
