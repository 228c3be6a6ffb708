import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import { afterAll, beforeAll, expect } from "vitest";
import { anthropicClient, openaiClient } from "./clients.ts";
import { startGateway, type RunningGateway } from "./gateway.ts";
import { configFor, MASTER_KEY, variables } from "./providers.ts";
import { secretsIn } from "./secrets.ts";
import { startUpstream, type Upstream } from "./upstream.ts";

export interface Stage {
  readonly upstream: Upstream;
  readonly gateway: RunningGateway;
  /** Clients that hold the master key. */
  readonly openai: OpenAI;
  readonly anthropic: Anthropic;
}

/** A scripted provider and a gateway in front of it, for all tests of a file. Whatever they do, no secret may get into the log. */
export function useStage(configOf: (upstream: Upstream) => object = configFor): Stage {
  const stage: { -readonly [K in keyof Stage]?: Stage[K] } = {};
  beforeAll(async () => {
    const upstream = (stage.upstream = await startUpstream());
    const gateway = (stage.gateway = await startGateway({ config: configOf(upstream), env: variables }));
    stage.openai = openaiClient(gateway, MASTER_KEY);
    stage.anthropic = anthropicClient(gateway, MASTER_KEY);
  });
  afterAll(async () => {
    await stage.gateway?.stop();
    await stage.upstream?.close();
    expect(secretsIn(stage.gateway?.logs() ?? "")).toEqual([]);
  });
  // Complete from `beforeAll` on.
  return stage as Stage;
}
