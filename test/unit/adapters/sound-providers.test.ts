import { describe, expect, it } from "vitest";
import { adapters } from "../../../src/adapters/index.ts";
import { signedFor } from "../../support/adapters.ts";
import { deploymentOf } from "../../support/deployments.ts";

const adapterOf = (id: string) => {
  const adapter = adapters.get(id);
  if (adapter === undefined) throw new RangeError(id);
  return adapter;
};

describe("where they are that only speak and listen", () => {
  it.each([
    ["elevenlabs", undefined, "https://api.elevenlabs.io/v1/x"],
    ["elevenlabs", "https://proxy.example/eleven/", "https://proxy.example/eleven/v1/x"],
    ["elevenlabs", "https://api.eu.elevenlabs.io/v1", "https://api.eu.elevenlabs.io/v1/x"],
    [
      "aws_polly",
      "https://vpce-1.polly.eu-west-1.vpce.amazonaws.com/",
      "https://vpce-1.polly.eu-west-1.vpce.amazonaws.com/x",
    ],
    ["deepgram", undefined, "https://api.deepgram.com/v1/x"],
    ["deepgram", "https://api.deepgram.com/v1/", "https://api.deepgram.com/v1/x"],
  ])("%s at %s", (id, baseUrl, url) => {
    expect(adapterOf(id).url("/x", deploymentOf({ baseUrl }))).toBe(url);
  });

  it.each([
    ["elevenlabs", { "xi-api-key": "key" }],
    ["deepgram", { authorization: "Token key" }],
  ])("%s is told the key as %j", (id, headers) => {
    expect(signedFor(adapterOf(id), deploymentOf({ credential: "key" }))).toEqual(headers);
  });
});

describe("what they say when they fail", () => {
  it.each([
    [
      "elevenlabs",
      401,
      { detail: { status: "invalid_api_key", message: "Invalid API key" } },
      "authentication",
      "Invalid API key",
    ],
    // developers of ElevenLabs answer a used up quota with 401.
    [
      "elevenlabs",
      401,
      { detail: { status: "quota_exceeded", message: "0 credits left" } },
      "rate-limited",
      "0 credits left",
    ],
    [
      "elevenlabs",
      404,
      { detail: { status: "voice_not_found", message: "No such voice" } },
      "not-found",
      "No such voice",
    ],
    [
      "elevenlabs",
      422,
      { detail: [{ loc: ["body", "text"], msg: "Field required" }] },
      "unprocessable",
      "body.text: Field required",
    ],
    ["elevenlabs", 429, { detail: { status: "system_busy", message: "Busy" } }, "rate-limited", "Busy"],
    ["elevenlabs", 500, "<h1>Oh</h1>", "server-error", "Oh"],
    [
      "deepgram",
      401,
      { err_code: "INVALID_AUTH", err_msg: "Invalid credentials." },
      "authentication",
      "Invalid credentials.",
    ],
    ["deepgram", 402, { err_code: "ASR_PAYMENT_REQUIRED", err_msg: "No funds." }, "rate-limited", "No funds."],
    [
      "deepgram",
      400,
      { category: "INVALID_JSON", message: "Bad.", details: "It is no JSON." },
      "invalid-request",
      "It is no JSON.",
    ],
    ["deepgram", 503, "", "overloaded", "The provider gave no reason."],
  ])("%s, %i: %j", (id, status, body, kind, message) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    expect(adapterOf(id).readFault(status, text, new Headers())).toMatchObject({ kind, status, message });
  });
});

describe("Amazon Polly", () => {
  const settings = { aws_region_name: "eu-west-1" };

  it("is where its region is", () => {
    expect(adapterOf("aws_polly").url("/v1/speech", deploymentOf({ settings }))).toBe(
      "https://polly.eu-west-1.amazonaws.com/v1/speech",
    );
    expect(() => adapterOf("aws_polly").url("/v1/speech", deploymentOf())).toThrow("aws_region_name");
  });

  it.each([
    ["ThrottlingException:http://internal.amazon.com/", 400, "rate-limited"],
    ["InvalidSsmlException", 400, "invalid-request"],
    ["UnrecognizedClientException", 403, "permission"],
  ])("tells %s with %i: %s", (type, status, kind) => {
    const fault = adapterOf("aws_polly").readFault(
      status,
      JSON.stringify({ message: "Rate exceeded" }),
      new Headers({ "x-amzn-errortype": type }),
    );
    expect(fault).toMatchObject({ kind, message: "Rate exceeded", type: type.split(":")[0] });
  });
});
