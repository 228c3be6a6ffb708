import type { Adapter } from "./adapter.ts";
import { anthropic } from "./anthropic.ts";
import { azure } from "./azure.ts";
import { COMPATIBLE } from "./compatible-table.ts";
import type { CompatibleRow } from "./compatible-table.ts";
import { adaptCompatible } from "./compatible.ts";
import { demo } from "./demo/index.ts";

const compatible = Object.entries<CompatibleRow>(COMPATIBLE).map(([id, row]) => adaptCompatible(id, row));

/** Every built-in provider by its id, which is also the prefix of its model names. */
export const adapters: ReadonlyMap<string, Adapter> = new Map(
  [...compatible, anthropic, azure, demo].map((adapter) => [adapter.id, adapter]),
);
