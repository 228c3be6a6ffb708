import { describe, expect, it } from "vitest";
import { GatewayError } from "../../../../src/core/errors.ts";
import { asId } from "../../../../src/core/ids.ts";
import { agreeOn, checkUpgrade, readHandshake, withKey } from "../../../../src/forwards/realtime/read-handshake.ts";

const ask = (query = "?model=voice", headers: Record<string, string> = {}): Request =>
  new Request(`https://gateway.test/v1/realtime${query}`, { headers });

describe("the key of a session", () => {
  it("may come as a subprotocol, and is nowhere else then", () => {
    const protocols = "realtime, openai-insecure-api-key.sk-1, openai-organization.acme";
    const incoming = ask("", { "sec-websocket-protocol": protocols });
    const { headers } = withKey(incoming);
    expect(headers.get("authorization")).toBe("Bearer sk-1");
    expect(headers.get("sec-websocket-protocol")).toBeNull();
    expect(agreeOn(incoming.headers)).toBe("realtime");
  });

  it.each(["authorization", "api-key", "x-litellm-api-key"])(
    "is that of the header %s where there are both",
    (name) => {
      const headers = { [name]: "sk-header", "sec-websocket-protocol": "openai-insecure-api-key.sk-1" };
      expect(withKey(ask("", headers)).headers.get(name)).toBe("sk-header");
      expect(withKey(ask("", headers)).headers.get("authorization")).toBe(
        name === "authorization" ? "sk-header" : null,
      );
    },
  );

  it("is looked for where the gateway is told to look", () => {
    const protocols = { "sec-websocket-protocol": "realtime, openai-insecure-api-key.sk-1" };
    expect(withKey(ask("", protocols), "x-quay-key").headers.get("x-quay-key")).toBe("Bearer sk-1");
    expect(withKey(ask("", { ...protocols, "x-quay-key": "sk-2" }), "x-quay-key").headers.get("x-quay-key")).toBe(
      "sk-2",
    );
  });

  it("makes no subprotocol to agree on", () => {
    expect(agreeOn(new Headers({ "sec-websocket-protocol": "openai-insecure-api-key.sk-1" }))).toBeUndefined();
    expect(agreeOn(new Headers())).toBeUndefined();
  });
});

describe("what a session is to be", () => {
  it.each([
    ["?model=voice", "voice"],
    ["?api-version=2025-04-01-preview&deployment=voice", "voice"],
    ["?model=openai%2Fgpt-realtime&deployment=other", "openai/gpt-realtime"],
  ])("is of the model that %s names", (query, model) => {
    expect(readHandshake(ask(query)).call.model).toBe(model);
  });

  it.each(["", "?model=", "?call_id=rtc_1"])("has to name a model: %j does not", (query) => {
    expect(() => readHandshake(ask(query))).toThrow(GatewayError);
  });

  it("passes on what the provider has to know, and no other header", () => {
    const headers = { "openai-beta": "realtime=v1", authorization: "Bearer sk-1", "user-agent": "x" };
    const { headers: passed, intent } = readHandshake(ask("?model=voice&intent=transcription", headers));
    expect(passed).toEqual({ "openai-beta": "realtime=v1" });
    expect(intent).toBe("transcription");
  });

  it("is of the model that its client secret was made for, and no other", () => {
    const grant = { key: asId<"key-hash">("k"), model: "voice", session: { type: "realtime" }, expiresAtMs: 1 };
    expect(readHandshake(ask(""), grant).call.model).toBe("voice");
    expect(readHandshake(ask("?model=voice"), grant)).toMatchObject({ intent: undefined });
    expect(() => readHandshake(ask("?model=other"), grant)).toThrow("another model");
    // A session of the kind that it was made for.
    expect(readHandshake(ask("?intent=transcription"), grant).intent).toBeUndefined();
    expect(readHandshake(ask(""), { ...grant, session: { type: "transcription" } }).intent).toBe("transcription");
  });

  it("is told to be a WebSocket with 426", () => {
    expect(() => checkUpgrade(new Headers({ upgrade: "WebSocket" }))).not.toThrow();
    expect(() => checkUpgrade(new Headers())).toThrow(expect.objectContaining({ status: 426 }));
  });
});
