import type { ForwardPaths } from "./adapter.ts";

/** Where OpenAI serves sound and pictures: platform.openai.com/docs/api-reference. */
export const LISTENS = {
  transcription: "/audio/transcriptions",
  translation: "/audio/translations",
} as const satisfies ForwardPaths;
export const SPEAKS = { speech: "/audio/speech" } as const satisfies ForwardPaths;
export const EDITS_IMAGES = { image_edit: "/images/edits" } as const satisfies ForwardPaths;
export const VARIES_IMAGES = { image_variation: "/images/variations" } as const satisfies ForwardPaths;
export const FILMS = { video: "/videos" } as const satisfies ForwardPaths;
export const CONVERSES = { realtime: "/realtime" } as const satisfies ForwardPaths;

/** What it keeps for its clients, by what each of them begins with. */
export const KEEPS = {
  file: "/files",
  batch: "/batches",
  fine_tuning: "/fine_tuning/jobs",
  vector_store: "/vector_stores",
  container: "/containers",
  assistant: "/assistants",
} as const satisfies ForwardPaths;
