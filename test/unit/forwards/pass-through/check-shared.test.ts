import { describe, expect, test } from "vitest";
import type { Caller } from "../../../../src/core/caller.ts";
import { asId } from "../../../../src/core/ids.ts";
import { checkLent } from "../../../../src/forwards/pass-through/check-shared.ts";

const caller: Caller = { role: "key", key: asId("hash"), models: ["openai/*"], aliases: {} };
const URL_OF = "https://gateway.example/openai/v1/realtime/client_secrets";

describe("a path at which a provider gives out a key of its own", () => {
  test.each([
    "/v1/realtime/client_secrets",
    "/v1/realtime/translations/client_secrets",
    "/openai/v1/Realtime/Client_Secrets/",
    "/v1/realtime/sessions",
    "/v1/realtime/transcription_sessions",
    "/openai/realtimeapi/sessions",
    "/v1alpha/auth_tokens",
    "/v1/auth/grant",
    "/v1/single-use-token/realtime_scribe",
    "/v1/convai/conversation/get-signed-url",
    "/v1/projects/one/keys",
    "/key/generate",
  ])("is not for those who may use all of the provider: %s", (path) => {
    expect(() => checkLent(caller, path, URL_OF)).toThrow(expect.objectContaining({ code: "route_denied" }) as Error);
    expect(() => checkLent({ ...caller, role: "admin" }, path, URL_OF)).not.toThrow();
  });

  test("is for a key that was given this very path", () => {
    checkLent({ ...caller, allowedRoutes: [new URL(URL_OF).pathname] }, "/v1/realtime/client_secrets", URL_OF);
    expect(() => checkLent({ ...caller, allowedRoutes: ["/openai/*"] }, "/v1/realtime/client_secrets", URL_OF)).toThrow(
      /no limit/,
    );
  });

  test.each(["/v1/realtime/calls", "/v1/keys/of/evals", "/v1/evals", "/v1/chat/completions"])("is not %s", (path) => {
    expect(() => checkLent(caller, path, URL_OF)).not.toThrow();
  });
});
