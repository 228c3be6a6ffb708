import { AwsV4Signer } from "aws4fetch";
import type { Deployment } from "../core/deployment.ts";
import { GatewayError } from "../core/errors.ts";
import type { HeaderRecord, Outgoing } from "./adapter.ts";

/** The variables that every AWS service is told its credential and place by. */
export const AWS_SETTINGS = {
  aws_access_key_id: ["AWS_ACCESS_KEY_ID"],
  aws_secret_access_key: ["AWS_SECRET_ACCESS_KEY"],
  aws_session_token: ["AWS_SESSION_TOKEN"],
  aws_region_name: ["AWS_REGION_NAME", "AWS_REGION", "AWS_DEFAULT_REGION"],
} as const;

/**
 * Signature version 4 over the headers and the body. Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html.
 * Throws `credential_missing`.
 */
export async function signAws(
  headers: HeaderRecord,
  { settings, modelName }: Deployment,
  { url, method = "POST", body }: Outgoing,
  service: string,
): Promise<void> {
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey, aws_session_token } = settings;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new GatewayError(
      "credential_missing",
      `The gateway has no credential for AWS: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or aws_access_key_id and aws_secret_access_key for the model "${modelName}".`,
    );
  }
  const signer = new AwsV4Signer({
    method,
    url,
    headers,
    body,
    accessKeyId,
    secretAccessKey,
    ...(aws_session_token !== undefined && { sessionToken: aws_session_token }),
    service,
    region: regionOf(settings, modelName),
  });
  const signed = await signer.sign();
  for (const [name, value] of signed.headers) headers[name] = value;
}

/** Throws `gateway_not_configured` when there is none. */
export function regionOf(settings: Deployment["settings"], modelName: string): string {
  const region = settings.aws_region_name;
  if (region === undefined) {
    throw new GatewayError(
      "gateway_not_configured",
      `The model "${modelName}" needs an aws_region_name (or the variable AWS_REGION_NAME): AWS serves by region.`,
    );
  }
  // It becomes part of a host name.
  if (!/^[a-z0-9-]{1,40}$/.test(region)) {
    throw new GatewayError("gateway_not_configured", `"${region}" is not the name of an AWS region.`);
  }
  return region;
}
