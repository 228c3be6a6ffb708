import { expect, test } from "vitest";
import { MEMBER_ROUTES, memberRoutesOf, toMemberRoute } from "../../../../src/tenancy/access/member-routes.ts";
import { ruleOf } from "../../../../src/tenancy/access/permissions.ts";
import { actions } from "../../../../src/tenancy/index.ts";

test.each(MEMBER_ROUTES)("%s is an action that members can be permitted, or shows what is theirs", (route) => {
  const action = actions.find(({ paths }) => paths.map(toMemberRoute).includes(route));
  const { to } = ruleOf(action?.permission ?? "admin");
  expect(to === "everyone" || to.includes("permitted-member")).toBe(true);
});

test("no action that members can be permitted is missing in the list", () => {
  const missing = actions.filter(({ permission, paths }) => {
    const { to } = ruleOf(permission);
    const isListed = paths.some((path) => MEMBER_ROUTES.some((route) => route === toMemberRoute(path)));
    return to !== "everyone" && to.includes("permitted-member") && !isListed;
  });
  expect(missing.map(({ paths }) => paths[0])).toEqual([]);
});

test.each([
  [{}, ["/key/info", "/key/health"]],
  [{ team_member_permissions: [] }, ["/key/info", "/key/health"]],
  [{ team_member_permissions: ["/key/list"] }, ["/key/list"]],
])("a team with %j permits %j", (extra, routes) => {
  expect(memberRoutesOf(extra)).toEqual(routes);
});
