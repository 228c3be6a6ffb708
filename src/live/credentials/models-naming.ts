import type { LiveModelRecord } from "../../store/live-config.ts";
import type { LiveContext } from "../live-context.ts";
import { credentialOf } from "../models/prepare-model.ts";

/** The models that share a credential. A published one has the values themselves, and names none. */
export const modelsNaming = async ({ live }: LiveContext, name: string): Promise<readonly LiveModelRecord[]> =>
  (await live.read()).models.filter(({ params }) => credentialOf(params) === name);
