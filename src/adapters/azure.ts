import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import { searchesInChats } from "../dialects/openai-chat/encode-hosted.ts";
import { openaiChat } from "../dialects/openai-chat/index.ts";
import { openaiEmbeddings } from "../dialects/openai-embeddings/index.ts";
import { openaiImages } from "../dialects/openai-images/index.ts";
import { responsesCompaction } from "../dialects/openai-responses/compact.ts";
import { callsInResponses } from "../dialects/openai-responses/encode-request.ts";
import { openaiResponses } from "../dialects/openai-responses/index.ts";
import type { Adapter, Service } from "./adapter.ts";
import { compileRules } from "./body-rules.ts";
import { dropImpliedFormat, listRejectedByGptImage } from "./fit-image-request.ts";
import { nameOutputCap } from "./name-output-cap.ts";
import { CONVERSES, EDITS_IMAGES, FILMS, KEEPS, LISTENS, SPEAKS } from "./openai-paths.ts";
import { readCommonFault } from "./read-fault.ts";
import { REASONING_MODELS } from "./reasoning-models.ts";
import { ENTRA_SETTINGS, signAzure } from "./sign-azure.ts";

/** The newest GA version of the data-plane API that addresses deployments by path. */
const API_VERSION_DEFAULT = "2024-10-21";
/** The first that has Responses. */
const API_VERSION_RESPONSES = "2025-04-01-preview";
/** learn.microsoft.com/azure/ai-foundry/openai/reference-preview: what no GA version has. */
const API_VERSION_PREVIEW = "2025-04-01-preview";
const IN_PREVIEW: ReadonlySet<string> = new Set([SPEAKS.speech, EDITS_IMAGES.image_edit]);
/** Versions served by the newer API, where the deployment is named in the body. */
const V1_VERSIONS = new Set(["v1", "latest", "preview"]);

/** What a resource keeps: the addresses do not name a deployment, and those of Responses do not either. */
const OF_RESOURCE = /^\/(?:files|batches|fine_tuning|vector_stores|containers|assistants|threads)(?:[/?]|$)/;
const OF_DEPLOYMENT = /\/openai\/deployments\/.*$/;
/** learn.microsoft.com/azure/ai-foundry/openai/concepts/video-generation: in the newer API alone, whatever version is set. */
const OF_FILMS = /^\/videos(?:[/?]|$)/;
const OF_RESPONSES = /^\/responses(?:[/?]|$)/;

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
const { rejects } = compileRules({}, REASONING_MODELS);

/**
 * Azure OpenAI: the OpenAI dialect behind per-deployment URLs.
 * Source: learn.microsoft.com/azure/ai-services/openai/reference.
 */
export const azure: Adapter = {
  id: "azure",
  serves: {
    chat: {
      path: "/chat/completions",
      dialects: [openaiChat],
      marksEnd: true,
      adjust: nameOutputCap,
      rejects,
      also: RESPONSES,
    },
    embedding: { path: "/embeddings", dialects: [openaiEmbeddings], marksEnd: true },
    image: {
      path: "/images/generations",
      dialects: [openaiImages],
      marksEnd: true,
      adjust: dropImpliedFormat,
      rejects: listRejectedByGptImage,
    },
  },
  forwards: { ...KEEPS, ...LISTENS, ...SPEAKS, ...EDITS_IMAGES, ...FILMS, ...CONVERSES },
  transcribesUnnamed: true,
  keyVariables: ["AZURE_API_KEY"],
  baseVariables: ["AZURE_API_BASE"],
  versionVariables: ["AZURE_API_VERSION"],
  settings: ENTRA_SETTINGS,
  needsCredential: false,
  url(path, deployment) {
    const base = baseOf(deployment);
    const version = deployment.apiVersion ?? API_VERSION_DEFAULT;
    if (path === CONVERSES.realtime) return addressRealtime(base, deployment);
    if (base.endsWith("/openai/v1")) return base + path;
    if (V1_VERSIONS.has(version) || OF_FILMS.test(path)) {
      const url = `${withOpenai(base.replace(OF_DEPLOYMENT, ""))}/v1${path}`;
      return version === "preview" ? inVersion(url, version) : url;
    }
    const isOfResponses = OF_RESPONSES.test(path);
    if (isOfResponses || OF_RESOURCE.test(path)) {
      const first = isOfResponses ? API_VERSION_RESPONSES : API_VERSION_DEFAULT;
      const root = withOpenai(base.replace(OF_DEPLOYMENT, ""));
      return inVersion(root + path, deployment.apiVersion ?? first);
    }
    const root = base.includes("/openai/deployments/")
      ? base
      : `${withOpenai(base)}/deployments/${encodeURIComponent(deployment.model)}`;
    return inVersion(root + path, deployment.apiVersion ?? (IN_PREVIEW.has(path) ? API_VERSION_PREVIEW : version));
  },
  urlAsWritten(path, deployment) {
    const url = `${baseOf(deployment).replace(/\/openai(\/.*)?$/, "")}${path}`;
    if (path.startsWith("/openai/v1/")) return url;
    return `${url}?api-version=${encodeURIComponent(deployment.apiVersion ?? API_VERSION_DEFAULT)}`;
  },
  sign: signAzure,
  readFault: readCommonFault,
};

const inVersion = (url: string, version: string): string =>
  `${url}${url.includes("?") ? "&" : "?"}api-version=${encodeURIComponent(version)}`;

/**
 * Without a version, or in a preview of old, which has the deployment in the query:
 * learn.microsoft.com/azure/ai-foundry/openai/how-to/realtime-audio-websockets.
 */
function addressRealtime(base: string, { apiVersion = "", model }: Deployment): string {
  const root = withOpenai(base.replace(/\/openai\/.*$/, ""));
  if (!/^\d.*-preview$/.test(apiVersion)) return `${root}/v1${CONVERSES.realtime}`;
  return `${inVersion(root + CONVERSES.realtime, apiVersion)}&deployment=${encodeURIComponent(model)}`;
}

const withOpenai = (base: string): string => (base.endsWith("/openai") ? base : `${base}/openai`);

function baseOf(deployment: Deployment): string {
  if (deployment.baseUrl === undefined) {
    throw new GatewayError(
      "gateway_not_configured",
      `The model "${deployment.modelName}" needs an api_base (or the variable AZURE_API_BASE): every Azure resource has its own address.`,
    );
  }
  return deployment.baseUrl.replace(/\/+$/, "");
}
