import { type Capability, capabilities } from "../core/capability.ts";

/**
 * What a deployment can do: the catalogue's word, and the configuration's own over it. Undefined while nothing is ruled
 * out. Of a model that the catalogue does not know, only what the configuration denies is ruled out.
 */
export function mergeCapabilities(
  listed: readonly Capability[] | undefined,
  own: Readonly<Partial<Record<Capability, boolean>>> = {},
): readonly Capability[] | undefined {
  const merged = capabilities.filter((capability) => own[capability] ?? listed?.includes(capability) ?? true);
  return listed === undefined && merged.length === capabilities.length ? undefined : merged;
}
