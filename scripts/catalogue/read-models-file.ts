import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { capabilities } from "../../src/core/capability.ts";
import { FILM_GRADES } from "../../src/core/usage.ts";
import { modes } from "../../src/usage/model-facts.ts";

const positive = z.int().positive();
const dollars = z.number().nonnegative();

const family = z.strictObject({
  names: z.array(z.string()).min(1),
  /** These names share a price with others in the price source, and nothing else. */
  apart: z.boolean().optional(),
  contextWindow: positive.optional(),
  maxOutputTokens: positive.optional(),
  capabilities: z.array(z.enum(capabilities)).optional(),
  /** Dollars per million tokens, or per one of another unit; only for a model whose price the price source lacks. */
  prices: z
    .strictObject({
      input: dollars.default(0),
      output: dollars.default(0),
      cacheRead: dollars.optional(),
      cacheWrite: dollars.optional(),
      cacheWrite1h: dollars.optional(),
      cacheReadImage: dollars.optional(),
      imageInput: dollars.optional(),
      perCharacter: dollars.optional(),
      perMinute: dollars.optional(),
      perSecond: dollars.optional(),
      perFilmSecond: z.partialRecord(z.enum(FILM_GRADES), dollars).optional(),
    })
    .optional(),
});

const modelsFile = z.strictObject({
  sources: z
    .array(
      z.strictObject({
        name: z.string(),
        version: z.string(),
        date: z.iso.date(),
        licence: z.string(),
        url: z.url(),
        gives: z.string(),
      }),
    )
    .min(1),
  modes: z.array(z.strictObject({ mode: z.enum(modes), provider: z.string().optional(), pattern: z.string() })),
  /** Provider → names that it does not, or no longer, answer to. */
  unlisted: z.record(z.string(), z.string()),
  searches: z.record(z.string(), z.array(z.strictObject({ pattern: z.string(), perThousand: dollars })).min(1)),
  models: z.record(z.string(), z.array(family)),
});

export type ModelsFile = z.infer<typeof modelsFile>;
export type Family = z.infer<typeof family>;
export type Source = ModelsFile["sources"][number];

export const readModelsFile = (path: string): ModelsFile => modelsFile.parse(parse(readFileSync(path, "utf8")));
