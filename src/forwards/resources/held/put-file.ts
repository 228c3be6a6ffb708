import { textOf, type Json } from "../../../core/json.ts";
import { invalidRequest } from "../../../dialects/read-fields.ts";
import { holdersOf } from "../../../pipeline/objects/holders-of.ts";
import { readForm } from "../../read-form.ts";
import { describeHeld } from "./describe-held.ts";
import { guessMediaType } from "./guess-media-type.ts";
import type { HeldRequest } from "./held-request.ts";
import { readExpiry } from "./read-expiry.ts";

const NAME_CHARS_MAX = 255;
const PURPOSE = /^[a-z_-]{1,64}$/;
/** For what only a provider can do with a file. */
const AT_PROVIDERS = "fine-tune";

/** Keeps the file of a form. Rejects with `invalid_request`, or as reading the form does. */
export async function putFile({ caller, said, objects, files, now }: HeldRequest): Promise<Response> {
  const file = said.file();
  if (file === undefined) throw invalidRequest("file", "a file in a form (multipart/form-data)");
  const key = `files/${crypto.randomUUID()}`;
  const bytes = await files.put(key, file.chunks);
  try {
    const fields = readForm(file.fields());
    const { expires_after: expiry, expires_in_seconds: lifetime } = fields;
    // The first is OpenAI's, the second Anthropic's.
    const seconds = readExpiry(expiry ?? (lifetime && { anchor: "created_at", seconds: lifetime }));
    const nowMs = now();
    const made = describeHeld({
      kind: "file",
      key,
      holders: holdersOf(caller),
      nowMs,
      expiresAtMs: seconds === undefined ? null : nowMs + seconds * 1_000,
      facts: factsOf({ name: file.name, type: file.type, purpose: fields["purpose"], bytes }),
    });
    await objects.insert([made]);
    return Response.json(made.body);
  } catch (error) {
    // Nobody would find it.
    await files.delete([key]).catch(() => undefined);
    throw error;
  }
}

interface Facts {
  readonly name: string;
  readonly type: string | undefined;
  readonly purpose: Json | undefined;
  readonly bytes: number;
}

/** As OpenAI tells of a file, with its media type, which goes with it to a model. Throws `invalid_request`. */
export function factsOf({ name, type, purpose, bytes }: Facts) {
  const filename = name.slice(0, NAME_CHARS_MAX);
  return {
    bytes,
    filename,
    purpose: readPurpose(purpose),
    status: "processed",
    mime_type: guessMediaType(type, filename),
  };
}

export function readPurpose(value: Json | undefined): string {
  // Anthropic's clients say none.
  const purpose = textOf(value ?? "user_data") ?? "";
  if (!PURPOSE.test(purpose)) throw invalidRequest("purpose", "one of OpenAI's, such as user_data");
  if (purpose === AT_PROVIDERS)
    throw invalidRequest("purpose", `another than ${purpose}: name a model, or a provider, that keeps files for it`);
  return purpose;
}
