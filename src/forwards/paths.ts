import type { RouteGroup } from "../auth/check-route-access.ts";

export const OPENAI_GROUPS: readonly RouteGroup[] = ["llm_api_routes", "openai_routes"];

/** Each path is served with and without the version, and where clients of Azure look for it. */
export const withAliases = (path: string): readonly [string, ...string[]] => [
  `/v1/${path}`,
  `/${path}`,
  `/openai/deployments/:model{.+?}/${path}`,
];
