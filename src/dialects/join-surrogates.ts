/**
 * Puts together characters that a provider cut in two.
 *
 * A character outside the Basic Multilingual Plane is two UTF-16 units in JavaScript, and providers that write JSON
 * as ASCII may send them as escapes in two deltas. Half a pair has no UTF-8 form, so the first half waits for the
 * next delta of its block; a half that stays alone becomes U+FFFD.
 */
export interface SurrogateJoiner {
  /** The text that can be sent now. */
  push(text: string): string;
  /** What is left when the block ends. */
  end(): string;
}

export function joinSurrogates(): SurrogateJoiner {
  let held = "";

  return {
    push(text) {
      if (text === "") return "";
      const joined = held + text;
      held = isHighSurrogate(joined.charCodeAt(joined.length - 1)) ? joined.slice(-1) : "";
      return (held === "" ? joined : joined.slice(0, -1)).toWellFormed();
    },
    end() {
      const rest = held.toWellFormed();
      held = "";
      return rest;
    },
  };
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
