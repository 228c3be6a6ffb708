import { expect, it } from "vitest";
import { BASE, makeCorpus } from "../../injection/payloads.ts";

it("makes so many different strings, the same for the same seed, with the base list among them", () => {
  const corpus = makeCorpus(5_000, 1);
  expect(new Set(corpus).size).toBe(5_000);
  expect(corpus).toEqual(makeCorpus(5_000, 1));
  expect(corpus).not.toEqual(makeCorpus(5_000, 2));
  expect(corpus).toEqual(expect.arrayContaining([...BASE]));
  expect(BASE.length).toBeGreaterThanOrEqual(200);
});
