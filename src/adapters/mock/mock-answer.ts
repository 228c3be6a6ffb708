import type { TextPart, ToolCallPart } from "../../core/chat.ts";
import type { Fault } from "../../core/fault.ts";

/** What a provider that is not there answers. */
export type MockAnswer =
  | { readonly kind: "chat"; readonly parts: readonly (TextPart | ToolCallPart)[] }
  /** The vector of every input. */
  | { readonly kind: "embedding"; readonly vector: readonly number[] }
  | { readonly kind: "fault"; readonly fault: Fault }
  /** Nothing, until whoever waits loses patience. */
  | { readonly kind: "silence" };
