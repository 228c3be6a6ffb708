import { providerOf, type OwnProvider } from "../support/own-wires/providers.ts";
import { responsesWire } from "./responses-wire.ts";

/** Who stands behind the gateway. */
export const SERVICES = {
  anthropic: providerOf("anthropic"),
  // It signs its calls, and checks what it has signed.
  gemini: { ...providerOf("gemini"), model: "gemini/gemini-3.5-flash" },
  groq: providerOf("groq"),
  openai: providerOf("openai"),
  // A thinker, which takes functions in Responses only.
  gpt: { ...providerOf("openai"), model: "openai/gpt-5.5", wire: responsesWire },
} as const satisfies Record<string, OwnProvider>;

export type ServiceId = keyof typeof SERVICES;

export const SERVICE_IDS = Object.keys(SERVICES) as ServiceId[];
