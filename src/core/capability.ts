/** What a model can do beyond text in and text out. */
export const capabilities = [
  "tools",
  "parallel_tools",
  "vision",
  "pdf",
  "audio_input",
  "audio_output",
  "json_schema",
  "reasoning",
] as const satisfies readonly string[];
export type Capability = (typeof capabilities)[number];
