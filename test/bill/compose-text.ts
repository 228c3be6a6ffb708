import type { Random } from "../support/random.ts";

const WORDS = (
  "the of and to in a is that for it was on are as with they at be this have from or one had by but not what all were " +
  "when we there can an your which their said if do will each about how up out them then many some so these would other " +
  "into has more two like him see time could no make than first been its who now people over did down only way find use " +
  "water long little very after called just where most know get through back much before go good new write our me man " +
  "any day same right look think also around another came come work three word must because does part even place well " +
  "such here take why things help put years different away again off went old number great tell men say small every " +
  "found still between name should home big give air line set own under read last never us left end along while might " +
  "next sound below something thought both few those always looked show large often together asked house world going " +
  "harbour lighthouse breakwater government international understanding particularly information temperature machinery " +
  "responsibility approximately navigation development circumstances measurement consequently manufacturing"
).split(" ") as [string, ...string[]];

/** So many words of English as it is written, each with a blank before it, some with a mark behind it, and a few numbers. */
export function composeText(random: Random, words: number): string {
  let text = "";
  for (let word = 0; word < words; word += 1) {
    text += ` ${random.happens(0.03) ? String(random.upTo(9_999)) : random.oneOf(WORDS)}`;
    if (random.happens(0.14)) text += random.oneOf([",", ".", ".", ";", ":", "?"]);
  }
  return text;
}

/** What the provider counts as a token: eight letters or three digits of a word, begun or whole, and every mark. */
const TOKEN = /[A-Za-z]{1,8}|\d{1,3}|[^\sA-Za-z\d]/g;

export const countTokens = (text: string): number => text.match(TOKEN)?.length ?? 0;
