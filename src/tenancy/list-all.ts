import type { Registry } from "../store/group-registry.ts";

const AT_ONCE = 500;

/** Every record of a kind, for lists that LiteLLM does not cut into pages. */
export async function listAll<Record>(registry: Pick<Registry<Record, never>, "list">): Promise<readonly Record[]> {
  const all: Record[] = [];
  let page: readonly Record[];
  do {
    page = await registry.list({ offset: all.length, limit: AT_ONCE });
    all.push(...page);
  } while (page.length === AT_ONCE);
  return all;
}
