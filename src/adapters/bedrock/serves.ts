import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { anthropicMessages } from "../../dialects/anthropic-messages/index.ts";
import { bedrockCount } from "../../dialects/bedrock-converse/count-tokens.ts";
import { bedrockConverse } from "../../dialects/bedrock-converse/index.ts";
import { bedrockEmbeddings } from "../../dialects/bedrock-embeddings/index.ts";
import { createEventStreamParser } from "../../streams/parse-event-stream.ts";
import type { Framing } from "../../streams/parse-frames.ts";
import type { Services } from "../adapter.ts";
import { dropFields } from "../drop-fields.ts";
import { listBetas, pickBetas } from "../pick-betas.ts";
import { addBetas, BEDROCK_BETAS } from "./add-betas.ts";
import { parseModel } from "./parse-model.ts";
import { unwrapInvokeFrame } from "./unwrap-invoke-frame.ts";

/** What the names of Anthropic's models begin with. */
const CLAUDE = "anthropic.";
const ANTHROPIC_VERSION = "bedrock-2023-05-31";

const pathOf = ({ model, settings }: Deployment, verb: string): string =>
  `/model/${encodeURIComponent(settings.model_id ?? parseModel(model).id)}/${verb}`;

/** Invoke wraps each event of the maker's own stream. */
const invokeFraming: Framing = (options) => {
  const parser = createEventStreamParser(options);
  return {
    push: (chunk) => parser.push(chunk).map(unwrapInvokeFrame),
    flush: () => parser.flush().map(unwrapInvokeFrame),
    get fault() {
      return parser.fault;
    },
  };
};

/** Converse passes on to the model what it does not know itself. */
function addConverseBetas(body: JsonObject, betas: readonly string[]): JsonObject {
  const { additionalModelRequestFields: given } = body;
  const fields = addBetas(isObject(given) ? given : {}, betas);
  return Object.keys(fields).length === 0 ? body : { ...body, additionalModelRequestFields: fields };
}

/** By the configuration, where it may name any. */
const betasOf = ({ headers }: Deployment): readonly string[] => listBetas(headers["anthropic-beta"]);
/** By a client, of whichever dialect; other makers' models would refuse the field. */
const betasIn = (asked: Headers, { model }: Deployment): readonly string[] =>
  parseModel(model).name.startsWith(CLAUDE) ? pickBetas(asked, BEDROCK_BETAS) : [];

const embedding: Services["embedding"] = {
  path: (deployment) => pathOf(deployment, "invoke"),
  dialects: [bedrockEmbeddings],
  marksEnd: true,
};

const count: Services["count"] = {
  path: ({ model }) => `/model/${encodeURIComponent(nameCounted(model))}/count-tokens`,
  dialects: [bedrockCount],
  countsSome: true,
  marksEnd: true,
};

/** Models are counted for by their own ids, and not by those of profiles, whatever regions these span. */
function nameCounted(model: string): string {
  const { id, name } = parseModel(model);
  return /^[a-z0-9-]+\./.test(name) ? name : id;
}

export const SERVES = {
  converse: {
    chat: {
      path: (deployment, stream) => pathOf(deployment, stream ? "converse-stream" : "converse"),
      dialects: [bedrockConverse],
      framing: createEventStreamParser,
      adjust: (body, deployment) => addConverseBetas(body, betasOf(deployment)),
      readHeaders: (body, asked, deployment) => addConverseBetas(body, betasIn(asked, deployment)),
      marksEnd: true,
    },
    embedding,
    count,
  },
  claude: {
    chat: {
      path: (deployment, stream) => pathOf(deployment, stream ? "invoke-with-response-stream" : "invoke"),
      dialects: [anthropicMessages],
      framing: invokeFraming,
      // The path says both; the versions of the API that headers ask for stand in the body.
      adjust: (body, deployment) => ({
        anthropic_version: ANTHROPIC_VERSION,
        ...addBetas(dropFields(body, ["model", "stream"]), betasOf(deployment)),
      }),
      readHeaders: (body, asked, deployment) => addBetas(body, betasIn(asked, deployment)),
      marksEnd: true,
    },
    embedding,
    count,
  },
} as const satisfies Record<string, Services>;

/** Throws `gateway_not_configured` for a maker whose own format is not known here. */
export function servesOf(model: string): Services {
  const { route, name } = parseModel(model);
  if (route === "converse") return SERVES.converse;
  if (name.startsWith(CLAUDE)) return SERVES.claude;
  throw new GatewayError(
    "gateway_not_configured",
    `bedrock/invoke/ is for models of Anthropic; write bedrock/${name} to have the model "${name}" served by Converse.`,
  );
}
