import type { Deployment } from "../../core/deployment.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { parseObject } from "../../core/json.ts";
import type { EncodedOrder, VideoDialect } from "../../dialects/video-dialect.ts";
import { dropFields, readParamRules } from "../../pipeline/drop-params.ts";
import { unsupported } from "../../pipeline/encode-body.ts";
import type { ForwardRequest } from "../../pipeline/forward-call.ts";
import { readAnswer } from "../../streams/read-body.ts";
import type { Submission } from "../read-submission.ts";
import { describeOrdered } from "./describe-film.ts";
import { readOrder, readSaid } from "./read-order.ts";

const ANSWER_BYTES_MAX = 1024 * 1024;

interface Ordered {
  readonly request: ForwardRequest;
  readonly order: EncodedOrder;
}

/**
 * An order in the provider's own words, whose answer is OpenAI's object under the provider's id. Rejects with
 * `unsupported_parameter` for what can neither be said nor left out.
 */
export async function orderFilm(
  films: VideoDialect,
  submission: Submission,
  deployment: Deployment,
  now: () => number,
): Promise<Ordered> {
  const { body, asked, image } = await readSaid(submission);
  const rules = readParamRules(asked);
  const dropped = [...(rules.droppedParams ?? []), ...(deployment.droppedParams ?? [])];
  const order = readOrder(dropFields({ ...deployment.defaults, ...body }, dropped), image);
  const allowed = new Set([...(rules.allowedParams ?? []), ...(deployment.allowedParams ?? [])]);
  const encoded = films.encodeOrder(order, deployment.model, allowed);
  if (encoded.unsupported.length > 0 && !(rules.dropParams ?? deployment.dropParams))
    throw unsupported(encoded.unsupported, deployment);
  return {
    order: encoded,
    request: {
      method: encoded.method,
      path: encoded.path,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(encoded.body),
      async translate(response) {
        const answer = parseObject(await readAnswer(response, { bytesMax: ANSWER_BYTES_MAX }));
        if (answer === undefined)
          throw new UpstreamFault({ kind: "invalid-answer", message: "The answer is no JSON." });
        const film = { model: submission.model, prompt: order.prompt };
        return Response.json(describeOrdered(films.decodeOrder(answer), film, encoded, now()));
      },
    },
  };
}
