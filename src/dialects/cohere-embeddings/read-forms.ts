import { textsOf, type JsonObject } from "../../core/json.ts";

/** What can be made of any provider's vectors; of Cohere's other types (int8, ubinary …) the numbers come from the model. */
const FORMS = ["float", "base64"] as const;
export type Form = (typeof FORMS)[number];

export const isForm = (type: string): type is Form => FORMS.some((form) => form === type);

/** Those that a client asked for. */
export const formsIn = (body: JsonObject | undefined): readonly Form[] => textsOf(body?.embedding_types).filter(isForm);
