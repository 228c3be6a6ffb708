import type { HeardWord } from "./sound-dialect.ts";

export interface Segment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** About two lines of subtitles, and as long as they may stand. */
const CHARS_MAX = 84;
const SECONDS_MAX = 7;
/** A silence that parts what was said. */
const PAUSE_SECONDS = 1;
const SENTENCE_END = /[.?!。？！]["'”’)\]]*$/;

/** Words as subtitles have them: a sentence, or less where that is long. */
export function cutSegments(words: readonly HeardWord[]): readonly Segment[] {
  const segments: Segment[] = [];
  let isOver = true;
  for (const { word, lead, start, end } of words) {
    const last = segments.at(-1);
    const joined = last === undefined ? "" : last.text + lead + word;
    if (
      last === undefined ||
      isOver ||
      joined.length > CHARS_MAX ||
      start - last.end > PAUSE_SECONDS ||
      end - last.start > SECONDS_MAX
    )
      segments.push({ text: word, start, end });
    else segments[segments.length - 1] = { text: joined, start: last.start, end: Math.max(last.end, end) };
    isOver = SENTENCE_END.test(word);
  }
  return segments;
}
