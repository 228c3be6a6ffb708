/** How deployments are probed. The names in brackets are those of LiteLLM's `general_settings`. */
export interface HealthSettings {
  /** Probes run by schedule alone; whoever asks is told what the latest found (`background_health_checks`). */
  readonly inBackground: boolean;
  /** From the beginning of one scheduled run to that of the next (`health_check_interval`). */
  readonly intervalMs: number;
  /** Tell addresses, times and errors, not only names (`health_check_details`). */
  readonly hasDetails: boolean;
}

/** What a deployment says of its own probes. The names in brackets are those of LiteLLM's `model_info`. */
export interface ProbeOptions {
  /** What kind of call the model answers (`mode`); else what the catalogue says. */
  readonly mode?: string;
  /** Catalogue name of the model, when the provider's own name says nothing (`base_model`). */
  readonly baseModel?: string;
  /** Asked in place of the configured model, with or without the provider's prefix (`health_check_model`). */
  readonly model?: string;
  /** `health_check_timeout` */
  readonly timeoutMs?: number;
  /** `health_check_max_tokens` */
  readonly outputTokensMax?: number;
  /** Left out of scheduled runs (`disable_background_health_check`). */
  readonly isLeftOut?: boolean;
  /** One of the many that the model `*` stands for. */
  readonly isOfCatchAll?: boolean;
}

export const DEFAULT_HEALTH: HealthSettings = { inBackground: false, intervalMs: 300_000, hasDetails: true };
