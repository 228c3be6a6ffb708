import { expect, test } from "vitest";
import { asId } from "../../../../src/core/ids.ts";
import { DurableSignalStore } from "../../../../src/store/durable/durable-signal-store.ts";
import type { SignalObject } from "../../../../src/store/durable/signal-object.ts";

const storeOver = (answer: () => Promise<never>) => {
  const namespace = { idFromName: () => "id", get: () => ({ cool: answer, read: answer }) };
  return new DurableSignalStore(namespace as unknown as DurableObjectNamespace<SignalObject>, { deadlineMs: 1 });
};

test.each<[string, () => Promise<never>]>([
  ["says nothing", () => new Promise(() => {})],
  ["fails", () => Promise.reject(new Error("the object was reset"))],
])("an object that %s ends in an error of the store", async (_, answer) => {
  const error = { name: "SignalStoreError", message: "The object that shares signals did not answer." };
  await expect(storeOver(answer).read()).rejects.toMatchObject(error);
  await expect(storeOver(answer).cool(asId<"deployment">("d"), 1)).rejects.toMatchObject(error);
});
