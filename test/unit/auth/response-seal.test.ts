import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createResponseSeal } from "../../../src/auth/response-seal.ts";
import { asId } from "../../../src/core/ids.ts";
import { decodeResponseId, encodeResponseId, type KeptResponse } from "../../../src/core/response-id.ts";

const OWNER = "team:quay";
const kept: KeptResponse = { provider: "openai", deployment: asId("east"), id: "resp_68af" };
const seal = createResponseSeal(["salt"]);
const id = seal.name(kept, OWNER);

test("an id leads its owner to the response, and nobody else", () => {
  expect(seal.open(id, OWNER)).toEqual(kept);
  for (const other of ["team:other", "user:quay", "key:quay", ""]) expect(seal.open(id, other)).toBeUndefined();
});

test("nobody makes an id for another response out of their own", () => {
  const { tag } = decodeResponseId(id) ?? {};
  for (const other of [
    { ...kept, id: "resp_69" },
    { ...kept, deployment: asId<"deployment">("west") },
    { ...kept, provider: "azure" },
  ])
    expect(seal.open(encodeResponseId({ ...other, ...(tag !== undefined && { tag }) }), OWNER)).toBeUndefined();
  for (const forged of [
    encodeResponseId(kept),
    encodeResponseId({ ...kept, tag: "" }),
    `${id}A`,
    id.slice(0, -1),
    kept.id,
  ])
    expect(seal.open(forged, OWNER)).toBeUndefined();
});

test("parts that run into one another do not stand for others", () => {
  const text = fc.stringMatching(/^[ab:,"\]]{0,4}$/);
  fc.assert(
    fc.property(fc.tuple(text, text, text), fc.tuple(text, text, text), ([owner, deployment, one], other) => {
      const [otherOwner, otherDeployment, otherId] = other;
      const name = createResponseSeal(["salt"]).name({ provider: "p", deployment: asId(deployment), id: one }, owner);
      const tag = decodeResponseId(name)?.tag ?? "";
      const made = encodeResponseId({ provider: "p", deployment: asId(otherDeployment), id: otherId, tag });
      const isSame = owner === otherOwner && deployment === otherDeployment && one === otherId;
      expect(seal.open(made, otherOwner) !== undefined).toBe(isSame);
    }),
  );
});

test("an id outlives a change of the secret for as long as the one before is known", () => {
  expect(createResponseSeal(["newer", "salt"]).open(id, OWNER)).toEqual(kept);
  expect(createResponseSeal(["newer"]).open(id, OWNER)).toBeUndefined();
  expect(seal.open(createResponseSeal(["newer", "salt"]).name(kept, OWNER), OWNER)).toBeUndefined();
});

test("whoever may name everybody's need not be the owner, and reads ids of LiteLLM too", () => {
  expect(seal.open(id, undefined)).toEqual(kept);
  expect(seal.open(encodeResponseId(kept), undefined)).toEqual(kept);
  expect(seal.open("resp_68af", undefined)).toBeUndefined();
});
