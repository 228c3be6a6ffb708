/** The published configuration, put in place by the build: see `alias` in wrangler.toml. */
declare module "tollgate:config" {
  import type { GatewayConfig } from "./gateway-config.ts";
  const config: GatewayConfig;
  export default config;
}
