import type { Deployment } from "../../core/deployment.ts";
import type { Adapter } from "../adapter.ts";
import { AWS_SETTINGS, regionOf, signAws } from "../sign-aws.ts";
import { trimBase } from "../trim-base.ts";
import { parseModel } from "./parse-model.ts";
import { readBedrockFault } from "./read-fault.ts";
import { SERVES, servesOf } from "./serves.ts";

/**
 * Amazon Bedrock: Converse for every model, or a maker's own format by Invoke (`bedrock/invoke/…`).
 * Source: docs.aws.amazon.com/bedrock/latest/APIReference (Converse, InvokeModel), and for its API keys
 * docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html.
 */
export const bedrock: Adapter = {
  id: "bedrock",
  serves: SERVES.converse,
  servesModel: ({ model }) => servesOf(model),
  keyVariables: ["AWS_BEARER_TOKEN_BEDROCK"],
  baseVariables: [],
  settings: {
    ...AWS_SETTINGS,
    aws_bedrock_runtime_endpoint: ["AWS_BEDROCK_RUNTIME_ENDPOINT"],
    model_id: [],
  },
  placeOf,
  needsCredential: false,
  url(path, deployment) {
    const { baseUrl, settings, model, modelName } = deployment;
    const own = baseUrl ?? settings.aws_bedrock_runtime_endpoint;
    const base = own ?? `https://bedrock-runtime.${regionOf(inRegion(model, settings), modelName)}.amazonaws.com`;
    return trimBase(base) + path;
  },
  servesAsWritten: ({ model }) => (parseModel(model).name.startsWith("anthropic.") ? { chat: SERVES.claude.chat } : {}),
  sign(headers, deployment, outgoing) {
    const { credential, settings, model } = deployment;
    if (credential === undefined)
      return signAws(headers, { ...deployment, settings: inRegion(model, settings) }, outgoing, "bedrock");
    headers["authorization"] = `Bearer ${credential}`;
    return undefined;
  },
  readFault: readBedrockFault,
};

function placeOf(model: string, { model_id = "" }: Deployment["settings"]): string | undefined {
  return parseModel(model_id).region ?? parseModel(model).region;
}

/** A region that the model's name or ARN is of goes before the configured one: another does not know it. */
function inRegion(model: string, settings: Deployment["settings"]): Deployment["settings"] {
  const region = placeOf(model, settings);
  return region === undefined ? settings : { ...settings, aws_region_name: region };
}
