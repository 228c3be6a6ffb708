import { z } from "zod";
import { anything, dictionary, id } from "../../tenancy/params.ts";

/** LiteLLM takes numbers too. */
export const modelId = z.union([id, z.number().transform(String)]);

/** `model_info`; what it may say is checked with the model. */
export const modelInfo = z.object({ id: modelId.nullish() }).catchall(anything);

/** What a change may give. */
export const modelFields = {
  model_name: id.nullish(),
  litellm_params: dictionary.nullish(),
  model_info: modelInfo.nullish(),
};
