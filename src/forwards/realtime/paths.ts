import type { RouteGroup } from "../../auth/check-route-access.ts";

/** The last two are where the SDKs of Azure look: the deployment is named by `deployment`, or by `model`. */
export const PATHS = ["/v1/realtime", "/realtime", "/openai/realtime", "/openai/v1/realtime"] as const;

/** Where a browser is given what it opens a session with. */
export const SECRET_PATHS = [
  "/v1/realtime/client_secrets",
  "/realtime/client_secrets",
  "/openai/v1/realtime/client_secrets",
] as const;

export const GROUPS = ["llm_api_routes", "openai_routes"] as const satisfies readonly RouteGroup[];
