import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { anthropicCount } from "../../dialects/anthropic-messages/count-tokens.ts";
import { anthropicMessages } from "../../dialects/anthropic-messages/index.ts";
import { openaiChat } from "../../dialects/openai-chat/index.ts";
import { openaiEmbeddings } from "../../dialects/openai-embeddings/index.ts";
import type { Adapter, Services } from "../adapter.ts";
import { compileRules } from "../body-rules.ts";
import { OLD_CAP } from "../compatible-row.ts";
import { nameOutputCap } from "../name-output-cap.ts";
import { ENTRA_SETTINGS, signAzure } from "../sign-azure.ts";
import { readCommonFault } from "../read-fault.ts";

const API_VERSION_DEFAULT = "2024-05-01-preview";
const ANTHROPIC_VERSION = "2023-06-01";

const { adjust } = compileRules({ rename: OLD_CAP });

const SERVES: Services = {
  chat: {
    path: "/chat/completions",
    dialects: [openaiChat],
    // OpenAI's reasoning models are among those that it serves.
    adjust: (body) => nameOutputCap(adjust(body)),
    marksEnd: true,
  },
  embedding: { path: "/embeddings", dialects: [openaiEmbeddings], marksEnd: true },
};
const SERVES_CLAUDE: Services = {
  chat: {
    path: "/anthropic/v1/messages",
    dialects: [anthropicMessages],
    marksEnd: true,
    forwardHeaders: ["anthropic-beta", "anthropic-version"],
  },
  count: {
    path: "/anthropic/v1/messages/count_tokens",
    dialects: [anthropicCount],
    marksEnd: true,
    forwardHeaders: ["anthropic-beta", "anthropic-version"],
  },
};

const isClaude = ({ model }: Deployment): boolean => model.startsWith("claude");

/**
 * Azure AI Foundry: models of many makers at one resource, Claude in its own dialect; and serverless endpoints, each
 * with a model of its own.
 * Source: learn.microsoft.com/rest/api/aifoundry/modelinference, learn.microsoft.com/azure/ai-foundry/foundry-models.
 */
export const azureAi: Adapter = {
  id: "azure_ai",
  serves: SERVES,
  servesModel: (deployment) => (isClaude(deployment) ? SERVES_CLAUDE : SERVES),
  keyVariables: ["AZURE_AI_API_KEY"],
  baseVariables: ["AZURE_AI_API_BASE"],
  versionVariables: ["AZURE_AI_API_VERSION"],
  settings: ENTRA_SETTINGS,
  needsCredential: false,
  url(path, deployment) {
    const base = baseOf(deployment);
    if (isClaude(deployment)) return base.replace(/\/anthropic(\/v1(\/messages)?)?$/, "") + path;
    if (base.endsWith(path) || base.includes(`${path}?`)) return base;
    if (base.endsWith("/v1")) return base + path;
    const isResource = new URL(base).hostname.endsWith(".services.ai.azure.com") || base.endsWith("/models");
    if (!isResource) return `${base}/v1${path}`;
    const version = encodeURIComponent(deployment.apiVersion ?? API_VERSION_DEFAULT);
    return `${base.replace(/\/models$/, "")}/models${path}?api-version=${version}`;
  },
  urlAsWritten(path, deployment) {
    const url = `${baseOf(deployment).replace(/\/(models|anthropic|openai|v1)(\/.*)?$/, "")}${path}`;
    if (!path.startsWith("/models/")) return url;
    return `${url}?api-version=${encodeURIComponent(deployment.apiVersion ?? API_VERSION_DEFAULT)}`;
  },
  sign(headers, deployment, outgoing, tools) {
    if (isClaude(deployment)) {
      headers["anthropic-version"] ??= ANTHROPIC_VERSION;
      if (deployment.credential !== undefined) headers["x-api-key"] = deployment.credential;
    } else {
      // Its API refuses what it does not define itself (`parallel_tool_calls`): the model is to judge that.
      headers["extra-parameters"] = "pass-through";
    }
    const signed = signAzure(headers, deployment, outgoing, tools);
    // Serverless endpoints take the key as a bearer token, resources take it either way.
    if (deployment.credential !== undefined) headers["authorization"] = `Bearer ${deployment.credential}`;
    return signed;
  },
  readFault: readCommonFault,
};

function baseOf(deployment: Deployment): string {
  if (deployment.baseUrl === undefined || !URL.canParse(deployment.baseUrl)) {
    throw new GatewayError(
      "gateway_not_configured",
      `The model "${deployment.modelName}" needs an api_base (or the variable AZURE_AI_API_BASE): every Azure resource has its own address.`,
    );
  }
  return deployment.baseUrl.replace(/\/+$/, "");
}
