import { z } from "zod";
import { defineLiveAction, registriesOf } from "../live-context.ts";
import { findModel } from "./find-model.ts";
import { modelId } from "./model-params.ts";

export const deleteModel = defineLiveAction({
  method: "POST",
  paths: ["/model/delete"],
  summary: "Delete a model that was added at runtime",
  permission: "admin",
  input: z.object({ id: modelId }),
  output: z.object({ message: z.string() }),
  async run(context, input) {
    const { modelId: found } = await findModel(context, input.id);
    await registriesOf(context).models.remove([found]);
    context.live.changed();
    return { message: `Model: ${found} deleted successfully` };
  },
});
