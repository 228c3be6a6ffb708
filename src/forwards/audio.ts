import { textOf } from "../core/json.ts";
import { noUsage, type Usage } from "../core/usage.ts";
import { encodeOpenaiError } from "../dialects/encode-openai-error.ts";
import { requiredString } from "../dialects/read-fields.ts";
import type { ForwardAnswer, ForwardEndpoint } from "../pipeline/forward-call.ts";
import { estimateInputTokens } from "../usage/estimate-tokens.ts";
import { askForSound } from "./ask-for-sound.ts";
import { estimateSound, estimateSpeech } from "./estimate-sound.ts";
import { meter, userIn } from "./meter.ts";
import { OPENAI_GROUPS, withAliases } from "./paths.ts";
import { readDuration, readMediaUsage } from "./read-media-usage.ts";
import { readSubmission } from "./read-submission.ts";
import { watched } from "./watch-media.ts";

/** Text to sound: https://platform.openai.com/docs/api-reference/audio/createSpeech. Charged by what is spoken. */
export const speech: ForwardEndpoint = {
  operation: "speech",
  method: "POST",
  paths: withAliases("audio/speech"),
  groups: OPENAI_GROUPS,
  encodeError: encodeOpenaiError,
  async read(request, tools) {
    const submission = await readSubmission(request, tools, "json");
    const { body } = submission;
    const input = requiredString(body["input"], "input");
    const texts = [input, textOf(body["instructions"]) ?? ""];
    const units = { characters: countCharacters(input) };
    const spoken = estimateSpeech(input);
    const stream = body["stream_format"] === "sse";
    const intent = { stream, units, outputTokensMax: spoken, endUser: userIn(body) };
    const metered = meter("speech", submission, request, tools.settings, intent);
    let isByToken = false;
    return {
      ...metered,
      prepare(deployment, adapter) {
        isByToken = deployment.prices !== undefined && deployment.prices.perCharacter === undefined;
        return askForSound("speech", submission, deployment, adapter) ?? metered.prepare(deployment, adapter);
      },
      texts: () => texts,
      readUsage: ({ body: answer }) => readMediaUsage(answer?.["usage"]),
      // Sound that is not streamed as events comes without a word of what it came to.
      estimate: () => {
        const tokens = { inputTokens: estimateInputTokens(texts), outputTokens: spoken, audioOutputTokens: spoken };
        return { ...(isByToken ? tokens : noUsage), ...units, estimated: true };
      },
      ...watched,
    };
  },
};

/** As people count them, and as LiteLLM does: a pair of surrogates is one. */
function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const ofSound = (operation: "transcription" | "translation", path: string): ForwardEndpoint => ({
  operation,
  method: "POST",
  paths: withAliases(path),
  groups: OPENAI_GROUPS,
  encodeError: encodeOpenaiError,
  async read(request, tools) {
    const submission = await readSubmission(request, tools, "multipart");
    const { body, file } = submission;
    const mediaMs = file === undefined ? 0 : estimateSound(file);
    const stream = body["stream"] === "true";
    const intent = { stream, units: { mediaMs }, endUser: userIn(body) };
    const metered = meter(operation, submission, request, tools.settings, intent);
    return {
      ...metered,
      prepare: (deployment, adapter) =>
        askForSound(operation, submission, deployment, adapter) ?? metered.prepare(deployment, adapter),
      texts: () => [textOf(body["prompt"]) ?? ""],
      readUsage: usageOfText,
      // What never got there whole was heard by nobody.
      estimate: () => (submission.isSent() ? { ...noUsage, mediaMs, estimated: true } : noUsage),
      ...watched,
    };
  },
});

/** Sound to text: https://platform.openai.com/docs/api-reference/audio/createTranscription. */
export const transcriptions = ofSound("transcription", "audio/transcriptions");
/** Sound to English text: https://platform.openai.com/docs/api-reference/audio/createTranslation. */
export const translations = ofSound("translation", "audio/translations");

/** The end of the last line of subtitles, SRT or WebVTT: `00:00:03,500`, `01:02.250`. */
const CUE_END = /-->[ \t]*(?:(\d+):)?(\d+):(\d+)[.,](\d{3})/g;

/** `usage`, the duration of a verbose answer, or the end of the last subtitle. */
function usageOfText({ text, body }: ForwardAnswer): Usage | undefined {
  if (body !== undefined) return readMediaUsage(body["usage"]) ?? readDuration(Number(body["duration"] ?? Number.NaN));
  const last = [...text.matchAll(CUE_END)].at(-1);
  if (last === undefined) return undefined;
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = last.slice(1).map((digits) => Number(digits ?? 0));
  return readDuration(hours * 3_600 + minutes * 60 + seconds + ms / 1_000);
}
