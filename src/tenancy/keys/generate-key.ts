import { defineAction } from "../action.ts";
import { describeKey, insertKey, withDefaults } from "./create-key.ts";
import { generatedKeyOutput } from "./key-output.ts";
import { keyParams } from "./key-params.ts";
import { showKey } from "./show-keys.ts";
import { placeKey, targetOfPlace } from "./place-key.ts";
import { readKey } from "./read-key.ts";

export const generateKey = defineAction({
  method: "POST",
  paths: ["/key/generate"],
  summary: "Make a key",
  permission: "grant-key",
  input: keyParams,
  over: {
    param: "user_id",
    async find(context, input) {
      const [fields] = readKey(withDefaults(input, context.defaultKeyParams), context.now());
      return [await targetOfPlace(context, placeKey(context.actor, fields))];
    },
  },
  output: generatedKeyOutput,
  async run(context, input) {
    const [key, record] = await describeKey(context, input);
    await insertKey(context, record);
    return { ...(await showKey(context, record)), key, token_id: record.hash };
  },
});
