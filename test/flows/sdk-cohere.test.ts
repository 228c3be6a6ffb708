import { CohereClient, CohereClientV2, CohereError } from "cohere-ai";
import { describe, expect, it } from "vitest";
import { SPENT } from "../conformance/answer.ts";
import type { RerankWire } from "../conformance/wire.ts";
import { cohereRerankWire } from "../conformance/wires/cohere-rerank.ts";
import { jinaRerankWire, teiRerankWire, voyageRerankWire } from "../conformance/wires/jina-rerank.ts";
import { errorOf } from "../support/clients.ts";
import { byBearer, secretFor } from "../support/own-wires/credentials.ts";
import { play } from "../support/own-wires/play.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";

interface Ranker {
  readonly id: string;
  readonly model: string;
  readonly wire: RerankWire;
}

const RANKERS: readonly Ranker[] = [
  { id: "cohere", model: "cohere/rerank-v3.5", wire: cohereRerankWire },
  { id: "jina", model: "jina_ai/jina-reranker-v2-base-multilingual", wire: jinaRerankWire },
  { id: "voyage", model: "voyage/rerank-2", wire: voyageRerankWire },
  { id: "huggingface", model: "huggingface/BAAI/bge-reranker-base", wire: teiRerankWire },
];

const stage = useStage((upstream) => ({
  model_list: RANKERS.map(({ id, model }) => ({
    model_name: id,
    litellm_params: { model, api_base: upstream.base(id), api_key: secretFor(id) },
    model_info: { id: `deployment-${id}`, mode: "rerank" },
  })),
  general_settings: { master_key: "os.environ/LITELLM_MASTER_KEY" },
  router_settings: { num_retries: 0 },
}));

const options = () => ({ environment: stage.gateway.url, token: MASTER_KEY, maxRetries: 0 });

const query = "When is high tide? ⚓";
const documents = ["Low at three.", "High at nine."];
const ranked = [
  { index: 1, score: 0.875 },
  { index: 0, score: 0.125 },
];
const results = ranked.map(({ index, score }) => ({ index, relevanceScore: score }));

const playRanking = ({ id, wire }: Ranker): void =>
  play(stage.upstream, { id, isSigned: byBearer(secretFor(id)) }, () => ({
    body: JSON.stringify(wire.whole(ranked, SPENT)),
  }));

describe.each(RANKERS)("the Cohere SDK and $id", (ranker) => {
  const { id, wire } = ranker;

  it("rank documents, by the second version of its API", async () => {
    playRanking(ranker);
    const topN = wire.refusesTopN ? {} : { topN: 2 };
    const answer = await new CohereClientV2(options()).rerank({ model: id, query, documents, ...topN });
    expect(answer.results).toMatchObject(results);
    const asked = wire.read(JSON.parse(stage.upstream.last(id).body.toString()));
    expect(asked).toMatchObject({ query, documents });
  });

  it("rank documents, by the first version of its API", async () => {
    playRanking(ranker);
    const answer = await new CohereClient(options()).rerank({ model: id, query, documents });
    expect(answer.results).toMatchObject(results);
  });
});

it("the Cohere SDK reads what is wrong with a request", async () => {
  const error = await errorOf(new CohereClientV2(options()).rerank({ model: "nobody", query, documents }));
  expect(error).toBeInstanceOf(CohereError);
  expect(error).toMatchObject({ statusCode: 400, message: expect.stringContaining("nobody") as unknown });
});
