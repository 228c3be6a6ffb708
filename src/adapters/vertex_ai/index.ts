import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { vertexVeo } from "../../dialects/veo/index.ts";
import type { Adapter } from "../adapter.ts";
import { bearToken } from "../bear-token.ts";
import { exchangeServiceAccount, readServiceAccount } from "../exchange-service-account.ts";
import { trimBase } from "../trim-base.ts";
import { readGoogleFault } from "../read-google-fault.ts";
import { soundOfGemini } from "../sound-of-gemini.ts";
import { familyOf, FAMILIES, publisherPath } from "./families.ts";

const LOCATION_DEFAULT = "us-central1";
/** Of Gemini 3 and later, which single regions do not serve. */
const LOCATION_OF_NEW_GEMINIS = "global";
const NEW_GEMINI = /^gemini-(?:[3-9]|\d\d)/;
/** A path with the version, project and location that clients write before it. */
const WRITTEN = /^(?:\/(v1|v1beta1))?(?:\/projects\/[^/]+\/locations\/[^/]+)?(\/.*)$/;
/**
 * A path of Vertex AI Search, which LiteLLM has behind this word. Its locations are others than those of models, and are written
 * into its hosts (cloud.google.com/generative-ai-app-builder/docs/locations).
 */
const DISCOVERY = /^\/discovery(\/v1(?:alpha|beta)?)\/projects\/[^/]+(\/locations\/(global|us|eu)\/.*)$/;
/** Locations that span the regions of a jurisdiction. */
const MULTI_REGIONS: ReadonlySet<string> = new Set(["us", "eu"]);

/**
 * Vertex AI: Google's own models and those of its partners, each family in its own dialect at its own path.
 * Source: cloud.google.com/vertex-ai/generative-ai/docs/model-reference, and for its hosts
 * docs.cloud.google.com/gemini-enterprise-agent-platform/resources/locations.
 */
export const vertexAi: Adapter = {
  id: "vertex_ai",
  serves: FAMILIES.google,
  servesModel: (deployment) => FAMILIES[familyOf(deployment.model)],
  sound: soundOfGemini(({ model }) => {
    if (familyOf(model) === "google") return publisherPath("google", model, "generateContent");
    throw new GatewayError("unsupported_operation", `Vertex AI has no sound of the model ${model}.`, {
      param: "model",
    });
  }),
  films: vertexVeo,
  keyVariables: ["VERTEXAI_API_KEY"],
  baseVariables: ["VERTEXAI_API_BASE"],
  settings: {
    vertex_project: ["VERTEXAI_PROJECT", "VERTEX_PROJECT"],
    vertex_location: ["VERTEXAI_LOCATION", "VERTEX_LOCATION"],
    vertex_credentials: ["VERTEXAI_CREDENTIALS", "GOOGLE_APPLICATION_CREDENTIALS_JSON"],
  },
  needsCredential: false,
  url(path, deployment) {
    const { credential, settings } = deployment;
    // Express mode: the key alone says whose call it is.
    if (isApiKey(credential) && settings.vertex_project === undefined) {
      return `${rootOf(deployment.baseUrl ?? `https://${hostOf("global")}`)}${path}`;
    }
    const location = locationOf(deployment);
    const root = rootOf(deployment.baseUrl ?? `https://${hostOf(location)}`);
    return `${root}/projects/${projectOf(deployment)}/locations/${location}${path}`;
  },
  urlAsWritten(path, deployment) {
    const [, search, place, location] = DISCOVERY.exec(path) ?? [];
    if (search !== undefined)
      return `https://${discoveryHostOf(location)}${search}/projects/${projectOf(deployment)}${place}`;
    // Which project pays, and where, is for the configuration to say.
    const [, version, rest = ""] = WRITTEN.exec(path) ?? [];
    const url = vertexAi.url(rest, deployment);
    return version === undefined ? url : url.replace(/\/v1(beta1)?(?=\/)/, `/${version}`);
  },
  sign(headers, { credential, settings, modelName }, outgoing, tools) {
    // A key of Vertex's express mode, or a token that somebody else keeps fresh.
    if (credential !== undefined) {
      if (isApiKey(credential)) headers["x-goog-api-key"] = credential;
      else headers["authorization"] = `Bearer ${credential}`;
      return undefined;
    }
    if (settings.vertex_credentials === undefined) {
      throw new GatewayError(
        "credential_missing",
        `The gateway has no credential for Vertex AI: give the model "${modelName}" vertex_credentials (or the variable VERTEXAI_CREDENTIALS), the key file of a service account.`,
      );
    }
    const account = readServiceAccount(settings.vertex_credentials);
    return bearToken(headers, exchangeServiceAccount(account, outgoing, tools));
  },
  readFault: readGoogleFault,
};

/** The older form of Google's keys, and the form of those that are bound to a service account. */
const isApiKey = (credential: string | undefined): boolean => /^(AIza|AQ\.)/.test(credential ?? "");

function rootOf(baseUrl: string): string {
  const base = trimBase(baseUrl);
  return /\/v1(beta1)?$/.test(base) ? base : `${base}/v1`;
}

function hostOf(location: string): string {
  if (location === "global") return "aiplatform.googleapis.com";
  return MULTI_REGIONS.has(location)
    ? `aiplatform.${location}.rep.googleapis.com`
    : `${location}-aiplatform.googleapis.com`;
}

const discoveryHostOf = (location = "global"): string =>
  location === "global" ? "discoveryengine.googleapis.com" : `${location}-discoveryengine.googleapis.com`;

function locationOf({ settings, model }: Deployment): string {
  const location = settings.vertex_location ?? (NEW_GEMINI.test(model) ? LOCATION_OF_NEW_GEMINIS : LOCATION_DEFAULT);
  // It becomes part of a host name.
  if (/^[a-z0-9-]{1,40}$/.test(location)) return location;
  throw new GatewayError("gateway_not_configured", `"${location}" is not the name of a location of Vertex AI.`);
}

function projectOf({ settings, modelName }: Deployment): string {
  const { vertex_project, vertex_credentials } = settings;
  const ofAccount = vertex_credentials === undefined ? undefined : readServiceAccount(vertex_credentials).projectId;
  const project = vertex_project ?? ofAccount;
  if (project !== undefined) return encodeURIComponent(project);
  throw new GatewayError(
    "gateway_not_configured",
    `The model "${modelName}" needs a vertex_project (or the variable VERTEXAI_PROJECT): Vertex AI bills by project.`,
  );
}
