import { describe, expect, it } from "vitest";
import { z } from "zod";
import { slotsOf } from "../../injection/slots.ts";

describe("the places for text in a schema", () => {
  it("are its texts, the items of its lists, and the keys and values of its records, with all that is required", () => {
    const schema = z.object({
      team_id: z.string(),
      size: z.int().optional(),
      member: z.union([z.object({ role: z.enum(["admin", "user"]) }), z.array(z.object({ id: z.string() }))]),
      aliases: z.record(z.string(), z.string()).nullish(),
    });
    const required = { team_id: "a-team", member: { role: "admin" } };
    expect(slotsOf(schema, { team_id: "a-team" }).map(({ name, put }) => [name, put("'")])).toEqual([
      ["team_id", { ...required, team_id: "'" }],
      ["member.role", { ...required, member: { role: "'" } }],
      ["member[].id", { ...required, member: [{ id: "'" }] }],
      ["aliases.{}", { ...required, aliases: { "'": "a" } }],
      ["aliases.*", { ...required, aliases: { any: "'" } }],
    ]);
  });

  it("are in what has no shape too", () => {
    const [text, inside] = slotsOf(z.looseObject({}), {}).filter(({ name }) => name.startsWith(".*"));
    expect(text?.put("'")).toEqual({ any: "'" });
    expect(JSON.stringify(inside?.put("'"))).toBe(`{"any":{"a":"'","'":[{"'":"'"}]}}`);
  });
});
