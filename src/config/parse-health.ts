import type { HealthSettings, ProbeSettings } from "./gateway-config.ts";
import { count, flag, seconds, text } from "./value-schemas.ts";
import { withDefined } from "./with-defined.ts";

export const DEFAULT_HEALTH: HealthSettings = { inBackground: false, intervalMs: 300_000, hasDetails: true };

/** Keys of `general_settings`. */
export const HEALTH_KEYS = {
  background_health_checks: flag.optional(),
  health_check_interval: seconds.optional(),
  health_check_details: flag.optional(),
};

/** Keys of `model_info`. */
export const PROBE_KEYS = {
  health_check_model: text.optional(),
  health_check_timeout: seconds.optional(),
  health_check_max_tokens: count.optional(),
  disable_background_health_check: flag.optional(),
};

interface SaidOfHealth {
  readonly background_health_checks?: boolean | undefined;
  readonly health_check_interval?: number | undefined;
  readonly health_check_details?: boolean | undefined;
}

/** What one file says, on top of what earlier files said. */
export const mergeHealth = (before: HealthSettings, said: SaidOfHealth): HealthSettings => ({
  ...before,
  ...withDefined({
    inBackground: said.background_health_checks,
    intervalMs: said.health_check_interval,
    hasDetails: said.health_check_details,
  }),
});

interface SaidOfProbes {
  readonly health_check_model?: string | undefined;
  readonly health_check_timeout?: number | undefined;
  readonly health_check_max_tokens?: number | undefined;
  readonly disable_background_health_check?: boolean | undefined;
}

/** Undefined where nothing is said. */
export function readProbe(said: SaidOfProbes): ProbeSettings | undefined {
  const probe = withDefined({
    model: said.health_check_model,
    timeoutMs: said.health_check_timeout,
    outputTokensMax: said.health_check_max_tokens,
    isLeftOut: said.disable_background_health_check,
  });
  return Object.keys(probe).length === 0 ? undefined : probe;
}
