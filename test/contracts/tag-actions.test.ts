import { beforeEach, describe, expect, test } from "vitest";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";

let management: Management;
beforeEach(async () => {
  management = manageOn(await emptyDatabase(), NOON_MS);
});

describe("tags", () => {
  test("are made with limits of their own, shown by name and in the list, and told of", async () => {
    const given = { name: "team:a/b", description: "A", models: ["gpt-4o"], model_info: { id: "1" } };
    const { message, tag } = await management.act("POST /tag/new", { ...given, max_budget: 3, budget_duration: "1d" });
    expect(message).toBe("Tag team:a/b created successfully");
    expect(tag).toMatchObject({ ...given, litellm_budget_table: { max_budget: 3, budget_duration: "1d" } });
    await management.act("POST /tag/new", { name: "constructor" });
    const infos = await management.act("POST /tag/info", { names: ["team:a/b", "constructor"] });
    expect(infos["team:a/b"]).toEqual(tag);
    expect(infos["constructor"]).toMatchObject({ name: "constructor" });
    expect(await management.list("GET /tag/list")).toHaveLength(2);
    expect(management.told()).toEqual(["tag:team%3Aa%2Fb", "tag:constructor"]);
  });

  test("are changed; what is left out stays, null clears", async () => {
    await management.act("POST /tag/new", { name: "t", description: "A", max_budget: 3, rpm_limit: 1 });
    const { tag } = await management.act("POST /tag/update", { name: "t", description: null, max_budget: 4 });
    expect(tag).toMatchObject({ description: null, litellm_budget_table: { max_budget: 4, rpm_limit: 1 } });
    expect(management.standings.map(({ epoch }) => epoch - NOON_MS)).toEqual([0, 1]);
  });

  test("are deleted, and told of", async () => {
    await management.act("POST /tag/new", { name: "t", max_budget: 1 });
    management.told();
    expect(await management.act("POST /tag/delete", { name: "t" })).toEqual({ message: "Tag t deleted successfully" });
    expect(management.told()).toEqual(["tag:t"]);
    expect(await management.list("GET /tag/list")).toEqual([]);
    expect(await management.list("GET /budget/list")).toEqual([]);
  });

  test.each([
    ["POST /tag/new", { name: "t" }, 400, "name"],
    ["POST /tag/new", { name: "u", budget_id: "none" }, 400, "budget_id"],
    ["POST /tag/update", { name: "none" }, 404, "name"],
    ["POST /tag/info", { names: ["t", "none"] }, 404, "name"],
    ["POST /tag/delete", { name: "none" }, 404, "name"],
  ])("%s refuses %j with %i, and changes nothing", async (route, input, status, param) => {
    await management.act("POST /tag/new", { name: "t" });
    const before = await management.contents();
    await expect(management.act(route, input)).rejects.toMatchObject({ status, param });
    expect(await management.contents()).toEqual(before);
  });
});
