import { defineAction } from "../action.ts";
import { describeKey, insertKey } from "./create-key.ts";
import { keyParams } from "./key-params.ts";
import { keyRow } from "./key-row.ts";

export const generateKey = defineAction({
  method: "POST",
  paths: ["/key/generate"],
  permission: "admin",
  input: keyParams,
  async run(context, input) {
    const [key, record] = await describeKey(context, input);
    await insertKey(context, record);
    return { ...keyRow(record), key, token_id: record.hash };
  },
});
