import { pollySpeech } from "../dialects/polly/speech.ts";
import type { Adapter } from "./adapter.ts";
import { readCommonFault } from "./read-fault.ts";
import { AWS_SETTINGS, regionOf, signAws } from "./sign-aws.ts";
import { trimBase } from "./trim-base.ts";

/** Amazon Polly speaks, and does nothing else. Source: docs.aws.amazon.com/polly/latest/dg/API_Operations_Amazon_Polly.html. */
export const awsPolly: Adapter = {
  id: "aws_polly",
  serves: {},
  sound: { speech: { path: "/v1/speech", dialect: pollySpeech } },
  keyVariables: [],
  baseVariables: [],
  settings: AWS_SETTINGS,
  needsCredential: false,
  url(path, { baseUrl, settings, modelName }) {
    return trimBase(baseUrl ?? `https://polly.${regionOf(settings, modelName)}.amazonaws.com`) + path;
  },
  sign: (headers, deployment, outgoing) => signAws(headers, deployment, outgoing, "polly"),
  readFault(status, body, headers) {
    const fault = readCommonFault(status, body, headers);
    // Its quotas are told with 400, and named in a header alone.
    const type = headers.get("x-amzn-errortype")?.split(":")[0] ?? fault.type;
    return { ...fault, type, ...(type?.startsWith("Throttling") === true && { kind: "rate-limited" }) };
  },
};
