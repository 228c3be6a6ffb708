import { ROUTER_KEYS } from "./parse-router.ts";

/**
 * What may be said at runtime, by section of the configuration. The rest belongs to the deployed worker: who is master, how
 * limits count and where, what a door lets through.
 */
export const LIVE_FIELDS = {
  router_settings: [
    ...Object.keys(ROUTER_KEYS.router_settings),
    "model_group_alias",
    "timeout",
    "stream_timeout",
    "stream_idle_timeout",
  ],
  litellm_settings: [
    ...Object.keys(ROUTER_KEYS.litellm_settings),
    "drop_params",
    "request_timeout",
    "default_key_generate_params",
  ],
  general_settings: [
    "max_request_size_mb",
    "invalid_unicode",
    "background_health_checks",
    "health_check_interval",
    "health_check_details",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type LiveSection = keyof typeof LIVE_FIELDS;

export const isLiveField = (section: LiveSection, field: string): boolean =>
  (LIVE_FIELDS[section] as readonly string[]).includes(field);

export const LIVE_SECTIONS = Object.keys(LIVE_FIELDS) as LiveSection[];
