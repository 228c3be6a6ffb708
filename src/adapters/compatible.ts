import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Operation } from "../core/operation.ts";
import { cohereRerank } from "../dialects/cohere-rerank/index.ts";
import type { UpstreamDialect } from "../dialects/dialect.ts";
import { jinaRerank, teiRerank, voyageRerank } from "../dialects/jina-rerank/index.ts";
import { searchesInChats } from "../dialects/openai-chat/encode-hosted.ts";
import { openaiChat } from "../dialects/openai-chat/index.ts";
import { openaiCompletions } from "../dialects/openai-completions/index.ts";
import { openaiEmbeddings } from "../dialects/openai-embeddings/index.ts";
import { openaiImages } from "../dialects/openai-images/index.ts";
import { openaiModerations } from "../dialects/openai-moderations/index.ts";
import { responsesCompaction } from "../dialects/openai-responses/compact.ts";
import { responsesCount } from "../dialects/openai-responses/count-tokens.ts";
import { callsInResponses } from "../dialects/openai-responses/encode-request.ts";
import { openaiResponses } from "../dialects/openai-responses/index.ts";
import type { Adapter, HeaderRecord, Service, Services } from "./adapter.ts";
import { type BodyRules, compileRules } from "./body-rules.ts";
import type { CompatibleRow } from "./compatible-row.ts";
import { dropImpliedFormat, listRejectedByGptImage, splitSize } from "./fit-image-request.ts";
import { nameOutputCap } from "./name-output-cap.ts";
import { completeBase } from "./quirks/complete-base.ts";
import { rewriteModel } from "./quirks/rewrite-model.ts";
import { readCommonFault } from "./read-fault.ts";

const RERANKS = {
  cohere: cohereRerank,
  jina: jinaRerank,
  voyage: voyageRerank,
  tei: teiRerank,
} as const satisfies Record<NonNullable<CompatibleRow["rerank"]>, UpstreamDialect<"rerank">>;

/** The paths of OpenAI's API, and the one that everyone has for what OpenAI does not serve. */
const PATHS = {
  chat: "/chat/completions",
  embedding: "/embeddings",
  image: "/images/generations",
  rerank: "/rerank",
  moderation: "/moderations",
  count: "/responses/input_tokens",
} as const satisfies Partial<Record<Operation, string>>;

const RESPONSES: readonly Service<"chat">[] = [
  {
    path: "/responses",
    dialects: [openaiResponses],
    marksEnd: true,
    runsTools: (model) => !searchesInChats(model),
    takesFunctions: callsInResponses,
  },
  { path: "/responses/compact", dialects: [responsesCompaction], marksEnd: true },
];
const COMPLETIONS = "/completions";
const FILL_IN = "/fim/completions";

export function adaptCompatible(id: string, row: CompatibleRow): Adapter {
  const { textModels } = row;
  const serves = servicesOf(row);
  return {
    id,
    serves,
    ...(textModels && {
      servesModel: ({ model }) => (textModels.test(model) ? { chat: serviceText(row) } : serves),
    }),
    ...(row.fillsIn && { servesAsWritten: () => ({ chat: { ...serviceText(row), path: FILL_IN } }) }),
    ...(row.forwards && { forwards: row.forwards }),
    ...(row.transcribesUnnamed && { transcribesUnnamed: row.transcribesUnnamed }),
    keyVariables: row.keyVariables,
    baseVariables: row.baseVariables ?? [],
    needsCredential: row.needsCredential ?? true,
    url(path, deployment) {
      const known = baseOf(id, row, deployment);
      const base = path === COMPLETIONS ? known.replace(/\/chat\/completions$/, "") : known;
      // Some users write the whole address.
      return base.endsWith(path) ? base : base + path;
    },
    sign: (headers, deployment) => sign(headers, deployment, row),
    readFault: readCommonFault,
  };
}

function servicesOf(row: CompatibleRow): Services {
  const serves = (operation: Operation): boolean => row.serves.includes(operation);
  return {
    ...(serves("chat") && { chat: serviceChat(row) }),
    ...(serves("embedding") && { embedding: service(row, openaiEmbeddings) }),
    ...(serves("image") && {
      image: { ...service(row, openaiImages, fitImages(row)), rejects: listRejectedByGptImage },
    }),
    ...(serves("rerank") && {
      rerank: {
        ...service(row, RERANKS[row.rerank ?? "cohere"]),
        ...(row.rerank === "tei" && { answersWithList: true }),
      },
    }),
    ...(serves("moderation") && { moderation: service(row, openaiModerations) }),
    // What copies OpenAI's API by another address seldom counts.
    ...(serves("count") && { count: { ...service(row, responsesCount), countsSome: true } }),
  };
}

type Adjustment = (body: JsonObject) => JsonObject;

const fitImages = (row: CompatibleRow): Adjustment =>
  row.splitsSize === true ? (body) => splitSize(dropImpliedFormat(body)) : dropImpliedFormat;

function serviceChat(row: CompatibleRow): Service<"chat"> {
  const { adjust, rejects } = compileRules(row, row.models);
  return {
    ...service(row, openaiChat),
    straysInStreams: row.straysInStreams ?? false,
    adjust: (body) => nameOutputCap(adjust(body)),
    rejects,
    also: [...(row.hasResponses ? RESPONSES : []), ...(row.hasCompletions ? [serviceText(row)] : [])],
  };
}

/** Its models go by the names that they have for chats; all other rules are about chats alone. */
const serviceText = ({ marksEnd = false, model }: CompatibleRow): Service<"chat"> => ({
  path: COMPLETIONS,
  dialects: [openaiCompletions],
  marksEnd,
  ...(model && { adjust: (body) => rewriteModel(body, model) }),
});

/** Most rules are about chats; the others have fields in common with them. */
function service<O extends keyof typeof PATHS>(
  { paths, marksEnd, drop, rename, restate }: CompatibleRow,
  dialect: UpstreamDialect<O>,
  fit: Adjustment = (body) => body,
): Service<O> {
  const { operation } = dialect;
  const rules: BodyRules = { ...(drop && { drop }), ...(rename && { rename }), ...(restate && { restate }) };
  const { adjust } = compileRules(rules);
  return {
    path: paths?.[operation] ?? PATHS[operation],
    dialects: [dialect],
    marksEnd: marksEnd ?? false,
    adjust: (body) => fit(adjust(body)),
  };
}

function baseOf(id: string, row: CompatibleRow, deployment: Deployment): string {
  const ofModel = row.modelBases?.find(({ like }) => like.test(deployment.model));
  const base =
    deployment.baseUrl ?? (ofModel && deployment.model.replace(ofModel.like, ofModel.baseUrl)) ?? row.baseUrl;
  if (base === undefined) {
    const variable = row.baseVariables?.[0];
    throw new GatewayError(
      "gateway_not_configured",
      `The model "${deployment.modelName}" needs an api_base${variable === undefined ? "" : ` (or the variable ${variable})`}: ${id} has no address of its own.`,
    );
  }
  const trimmed = base.replace(/\/+$/, "");
  return row.basePath === undefined ? trimmed : completeBase(trimmed, row.basePath);
}

function sign(headers: HeaderRecord, deployment: Deployment, row: CompatibleRow): void {
  Object.assign(headers, row.headers);
  if (deployment.organization !== undefined) headers["openai-organization"] = deployment.organization;
  if (deployment.credential === undefined) return;
  if (row.authHeader === undefined) headers["authorization"] = `Bearer ${deployment.credential}`;
  else headers[row.authHeader] = deployment.credential;
}
