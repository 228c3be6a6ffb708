import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId } from "../../../src/core/ids.ts";
import {
  decodeResponseId,
  encodeResponseId,
  isKeptHere,
  keptIdOfItem,
  type KeptResponse,
  makeKeptId,
} from "../../../src/core/response-id.ts";

const kept: KeptResponse = { provider: "openai", deployment: asId("east"), id: "resp_68af" };
const RECORD = "litellm:custom_llm_provider:openai;model_id:east;response_id:resp_68af";

test("the id of what is kept here is like no other", () => {
  const id = makeKeptId();
  expect(isKeptHere(id)).toBe(true);
  expect(decodeResponseId(id)).toBeUndefined();
  expect(makeKeptId()).not.toBe(id);
  for (const other of ["resp_1", "resp_kept_", `${id}0`, ` ${id}`, encodeResponseId(kept)])
    expect(isKeptHere(other)).toBe(false);
});

describe("the id of a kept response", () => {
  test("leads back to its deployment and to the provider's own id, whatever they are", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.stringMatching(/^\w+$/), text, fc.stringMatching(/^[^;]*$/), (provider, deployment, id) => {
        const one = { provider, deployment: asId<"deployment">(deployment), id };
        expect(decodeResponseId(encodeResponseId(one))).toEqual(one);
      }),
    );
  });

  test("is safe in a path and in a query", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (deployment) => {
        fc.pre(deployment.isWellFormed());
        expect(encodeResponseId({ ...kept, deployment: asId(deployment) })).toMatch(/^resp_[\w-]+$/);
      }),
    );
  });

  test("takes along what its owner shows, and is the one of LiteLLM without it", () => {
    const tagged = { ...kept, tag: "A-Za_z09" };
    expect(encodeResponseId(tagged)).toBe(`${encodeResponseId(kept)}.A-Za_z09`);
    expect(decodeResponseId(encodeResponseId(tagged))).toEqual(tagged);
    expect(encodeResponseId(tagged)).toMatch(/^resp_[\w.-]+$/);
  });

  // What grows with the square of the length takes half a minute here.
  test("is read in no time, however long a client makes it", () => {
    const record = `litellm:custom_llm_provider:${";model_id:".repeat(75_000)}`;
    const startedAtMs = performance.now();
    expect(decodeResponseId(`resp_${btoa(record)}`)).toBeUndefined();
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  });

  test.each(["base64", "base64url"] as const)("is read as LiteLLM writes it: %s", (alphabet) => {
    expect(decodeResponseId(`resp_${Buffer.from(RECORD).toString(alphabet)}`)).toEqual(kept);
  });

  test.each([
    ["a provider's own", "resp_68af0c1e2d3b4a59"],
    ["one of another kind", `chatcmpl_${Buffer.from(RECORD).toString("base64")}`],
    ["the record as it is", `resp_${RECORD}`],
    [
      "a record of something else",
      `resp_${Buffer.from("litellm:custom_llm_provider:a;video_id:b").toString("base64")}`,
    ],
    ["no base64", "resp_%%%"],
    ["no UTF-8", `resp_${Buffer.from([0xff, 0xfe]).toString("base64")}`],
    ["an empty one", "resp_"],
    ["nothing", ""],
  ])("is not known by %s", (_, text) => {
    expect(decodeResponseId(text)).toBeUndefined();
  });

  test("is looked for in any text without an error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(() => [decodeResponseId(text), decodeResponseId(`resp_${text}`)]).not.toThrow();
      }),
    );
  });
});

describe("the id of an item", () => {
  const name = `kept_${"0a".repeat(16)}`;
  test.each([`msg_${name}_0`, `rs_${name}_12`, `ws_${name}_1`])("leads to the answer that is kept here: %s", (id) => {
    expect(keptIdOfItem(id)).toBe(`resp_${name}`);
  });
  test.each(["", "msg_1", `msg_${name}`, `msg_${name}_0x`, `item_${name}_in_0`, `msg_kept_0a_0`])(
    "leads nowhere: %s",
    (id) => {
      expect(keptIdOfItem(id)).toBeUndefined();
    },
  );
});
