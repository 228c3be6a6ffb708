import { beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "../../../../../src/core/caller.ts";
import { asId } from "../../../../../src/core/ids.ts";
import type { JsonObject } from "../../../../../src/core/json.ts";
import { expireHeld } from "../../../../../src/forwards/resources/held/expire-held.ts";
import type { HeldRequest } from "../../../../../src/forwards/resources/held/held-request.ts";
import {
  cancelUpload,
  completeUpload,
  putPart,
  startUpload,
} from "../../../../../src/forwards/resources/held/hold-upload.ts";
import type { ManagedObject } from "../../../../../src/store/managed-objects.ts";
import { MemoryFileStore } from "../../../../../src/store/memory/memory-file-store.ts";
import { MemoryManagedObjects } from "../../../../../src/store/memory/memory-managed-objects.ts";
import { textAt } from "../../../../support/at.ts";

const HOUR_MS = 3_600_000;
const caller: Caller = { role: "key", key: asId("hash"), models: [], aliases: {} };

let nowMs: number;
let files: MemoryFileStore;
let objects: MemoryManagedObjects;
beforeEach(() => {
  nowMs = 1_000;
  files = new MemoryFileStore();
  objects = new MemoryManagedObjects();
});

interface Saying {
  readonly fields?: JsonObject;
  /** The bytes of a part; `meanwhile` happens while they come. */
  readonly part?: string;
  readonly meanwhile?: () => Promise<unknown>;
}

const asking = (subject: ManagedObject | undefined, { fields = {}, part, meanwhile }: Saying = {}): HeldRequest => ({
  caller,
  subject,
  named: [],
  range: null,
  origin: "https://gateway.test",
  objects,
  files,
  now: () => nowMs,
  said: {
    fields,
    write: () => ({ body: null }),
    file: () =>
      part === undefined
        ? undefined
        : {
            name: "part",
            type: undefined,
            fields: () => [],
            chunks: (async function* () {
              await meanwhile?.();
              yield new TextEncoder().encode(part);
            })(),
          },
  },
});

const idOf = async (made: Promise<Response>): Promise<string> => textAt(await (await made).json(), "id");

async function start(): Promise<ManagedObject> {
  const fields = { bytes: 4, filename: "a.pdf", purpose: "user_data" };
  const [upload] = await objects.find([await idOf(startUpload(asking(undefined, { fields })))]);
  return upload ?? expect.fail("It is not noted.");
}

describe("a part of an upload", () => {
  test("that comes when the upload is cancelled is refused, and nothing stays of it", async () => {
    const upload = await start();
    const meanwhile = async () => await cancelUpload(asking(upload));
    await expect(putPart(asking(upload, { part: "tide", meanwhile }))).rejects.toMatchObject({
      code: "object_not_found",
    });
    expect(await files.list("")).toEqual([]);
  });

  test("that comes when the hour is over is refused, and nothing stays of it", async () => {
    const upload = await start();
    const meanwhile = async () => {
      nowMs += HOUR_MS;
      await expireHeld(upload, { objects, files, now: () => nowMs });
    };
    await expect(putPart(asking(upload, { part: "tide", meanwhile }))).rejects.toMatchObject({
      code: "object_not_found",
    });
    expect(await files.list("")).toEqual([]);
  });

  test("that comes when the upload is complete is refused, and the file is whole", async () => {
    const upload = await start();
    const first = await idOf(putPart(asking(upload, { part: "tide" })));
    const meanwhile = async () => await completeUpload(asking(upload, { fields: { part_ids: [first] } }));
    await expect(putPart(asking(upload, { part: "more", meanwhile }))).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(await files.list("")).toMatchObject([{ key: expect.stringMatching(/^files\//) as unknown, bytes: 4 }]);
  });
});
