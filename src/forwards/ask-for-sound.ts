import type { Adapter, SoundServices } from "../adapters/adapter.ts";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Usage } from "../core/usage.ts";
import { readSpeech } from "../dialects/read-speech.ts";
import { readTranscription } from "../dialects/read-transcription.ts";
import { unsupportedFormat } from "../dialects/unsupported-format.ts";
import type { TranscriptionRequest } from "../dialects/sound-dialect.ts";
import { readParamRules } from "../pipeline/drop-params.ts";
import type { ForwardRequest } from "../pipeline/forward-call.ts";
import { readForm } from "./read-form.ts";
import type { Submission } from "./read-submission.ts";
import { type Translated, translateSpeech, translateTranscript } from "./translate-sound.ts";

type Speech = NonNullable<SoundServices["speech"]>;
type Listening = NonNullable<SoundServices["transcription"]>;

/**
 * The request for a provider that has words of its own for what `operation` asks, and what is made of its answer; undefined
 * where it is passed on as it is. Throws `GatewayError` for what the provider cannot be told.
 */
export function askForSound(
  operation: keyof SoundServices,
  submission: Submission,
  deployment: Deployment,
  { sound = {} }: Adapter,
): ForwardRequest | undefined {
  if (operation === "speech") return sound.speech && askToSpeak(submission, deployment, sound.speech);
  const service = sound[operation];
  const task = operation === "translation" ? "translate" : "transcribe";
  return service && askToListen(task, submission, deployment, service);
}

function askToSpeak(submission: Submission, deployment: Deployment, { path, dialect }: Speech): ForwardRequest {
  const request = readSpeech(submission.said(deployment));
  const { suffix, body, unsupported } = dialect.encode(request, deployment.model);
  refuse(unsupported, submission, deployment);
  const decode = dialect.decode?.bind(dialect);
  return {
    method: "POST",
    path: pathOf(path, deployment) + suffix,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(decode && keepUsage(async (answer) => await translateSpeech(answer, (told) => decode(told, request)))),
  };
}

function askToListen(
  task: "transcribe" | "translate",
  submission: Submission,
  deployment: Deployment,
  { path, dialect }: Listening,
): ForwardRequest {
  const said = submission.said(deployment);
  const read = (late: JsonObject): TranscriptionRequest => {
    const request = readTranscription({ ...said, ...late }, task);
    if (dialect.tellsTimes || request.format === "json" || request.format === "text") return request;
    throw unsupportedFormat(deployment.provider, request.format, ["json", "text"]);
  };
  const request = read({});
  const { suffix, body, unsupported } = dialect.encode(request, deployment.model);
  refuse(unsupported, submission, deployment);
  const { headers, sending } = submission.hand(body, deployment);
  return {
    method: "POST",
    path: pathOf(path, deployment) + suffix,
    headers,
    body: sending.body,
    broken: sending.broken,
    ...keepUsage(async (answer) => {
      const wanted = read(readForm(sending.late()));
      return await translateTranscript(answer, (told) => dialect.decode(told), wanted);
    }),
  };
}

function keepUsage(translate: (answer: Response) => Promise<Translated>): Pick<ForwardRequest, "translate" | "told"> {
  let usage: Usage | undefined;
  return {
    async translate(answer) {
      const translated = await translate(answer);
      usage = translated.usage;
      return translated.response;
    },
    told: () => usage,
  };
}

const pathOf = (path: Speech["path"], deployment: Deployment): string =>
  typeof path === "string" ? path : path(deployment);

function refuse(fields: readonly string[], { asked }: Submission, { provider, model, dropParams }: Deployment): void {
  if (fields.length === 0 || (readParamRules(asked).dropParams ?? dropParams)) return;
  throw new GatewayError(
    "unsupported_parameter",
    `${provider} does not support ${fields.join(", ")} for the model ${model}. To leave out what a provider does not ` +
      `support, set drop_params: true, in the request or under litellm_settings.`,
    { param: fields[0] },
  );
}
