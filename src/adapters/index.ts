import type { Adapter } from "./adapter.ts";
import { anthropic } from "./anthropic.ts";
import { awsPolly } from "./aws_polly.ts";
import { azure } from "./azure.ts";
import { azureAi } from "./azure_ai/index.ts";
import { bedrock } from "./bedrock/index.ts";
import { cloudflare } from "./cloudflare/index.ts";
import { cohere } from "./cohere/index.ts";
import { databricks } from "./databricks/index.ts";
import { deepgram } from "./deepgram.ts";
import { elevenlabs } from "./elevenlabs.ts";
import { gemini } from "./gemini/index.ts";
import { huggingface } from "./huggingface/index.ts";
import { nlpCloud } from "./nlp_cloud/index.ts";
import { ollama } from "./ollama/index.ts";
import { replicate } from "./replicate/index.ts";
import { sagemaker, sagemakerChat } from "./sagemaker/index.ts";
import { snowflake } from "./snowflake/index.ts";
import { vertexAi } from "./vertex_ai/index.ts";
import { voyage } from "./voyage/index.ts";
import { watsonx } from "./watsonx/index.ts";
import type { CompatibleRow } from "./compatible-row.ts";
import { COMPATIBLE } from "./compatible-table.ts";
import { adaptCompatible } from "./compatible.ts";
import { demo } from "./demo/index.ts";
import { adaptRetired } from "./retired.ts";
import { RETIRED, type RetiredRow } from "./retired-table.ts";

const compatible = Object.entries<CompatibleRow>(COMPATIBLE).map(([id, row]) => adaptCompatible(id, row));
const retired = Object.entries<RetiredRow>(RETIRED).map(([id, row]) => adaptRetired(id, row));

const own: readonly Adapter[] = [
  anthropic,
  awsPolly,
  azure,
  azureAi,
  bedrock,
  cloudflare,
  cohere,
  databricks,
  deepgram,
  elevenlabs,
  gemini,
  huggingface,
  nlpCloud,
  ollama,
  replicate,
  sagemaker,
  sagemakerChat,
  snowflake,
  vertexAi,
  voyage,
  watsonx,
  demo,
];

/** Every built-in provider by its id, which is also the prefix of its model names. */
export const adapters: ReadonlyMap<string, Adapter> = new Map(
  [...compatible, ...retired, ...own].map((adapter) => [adapter.id, adapter]),
);
