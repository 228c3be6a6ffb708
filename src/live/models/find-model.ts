import { GatewayError } from "../../core/errors.ts";
import type { LiveModelRecord } from "../../store/live-config.ts";
import { type LiveContext, registriesOf } from "../live-context.ts";

export const isPublished = ({ live }: Pick<LiveContext, "live">, id: string): boolean =>
  live.published.models.some((model) => model.id === id || model.limitedAs === id);

/** A model that was added at runtime. Throws `object_not_found`, and `invalid_request` for one that is published. */
export async function findModel(context: LiveContext, id: string): Promise<LiveModelRecord> {
  const record = await registriesOf(context).models.find(id);
  if (record !== undefined) return record;
  if (isPublished(context, id)) {
    const message = `Model ${id} is of the published configuration, which is changed where it is written and published again.`;
    throw new GatewayError("invalid_request", message, { param: "model_id" });
  }
  throw modelNotFound(id);
}

export const modelNotFound = (id: string): GatewayError =>
  new GatewayError("object_not_found", `Model ${id} not found`, { param: "model_id" });
