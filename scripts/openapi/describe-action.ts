import { z } from "zod";
import type { JsonObject } from "../../src/core/json.ts";
import { textsOf } from "../../src/core/json.ts";
import { type Permission, ruleOf, type Standing } from "../../src/tenancy/access/permissions.ts";
import type { Action } from "../../src/tenancy/action.ts";
import { answerWith, bodyOf } from "./answers.ts";
import { fieldsOf, nameOperation, tagOf, toTemplate } from "./name-route.ts";
import type { Operation } from "./operation.ts";
import { type Components, entriesOf, writeQueryField, writeSchema } from "./write-schema.ts";

/** All of an action but its code, which the document has no use for. */
export type DescribedAction = Pick<
  Action,
  "method" | "paths" | "permission" | "input" | "output" | "table" | "summary"
>;

/** One operation for each path. */
export function describeAction(action: DescribedAction, components: Components): readonly Operation[] {
  const { method, paths, permission, output, table, summary } = action;
  const [main, ...aliases] = paths.map(toTemplate) as [string, ...string[]];
  const answer = writeSchema(output, components);
  const csv = table === undefined ? {} : { "text/csv": { schema: { type: "string" } } };
  const tell = (template: string, alias: string): Operation => ({
    method,
    template,
    details: {
      operationId: nameOperation(method, template),
      tags: [tagOf(main)],
      summary: summary ?? `${method} ${main}`,
      description: `${alias}For ${namesOf(permission)}.`,
      ...describeInput(action, template, components),
      responses: answerWith(answer, [401, 403, 404, 422], csv),
    },
  });
  return [tell(main, ""), ...aliases.map((alias) => tell(alias, `The same as \`${method} ${main}\`. `))];
}

function describeInput(action: DescribedAction, template: string, components: Components): JsonObject {
  const { method, input } = action;
  const steps = fieldsOf(template);
  const { properties, required, ...schema } = writeSchema(input, components);
  const fields = entriesOf(properties);
  const needed = textsOf(required);
  const others = fields.filter(([name]) => !steps.includes(name));
  const inPath = steps.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: fields.find(([field]) => field === name)?.[1] ?? { type: "string" },
  }));
  if (method === "GET") {
    const shape = input instanceof z.ZodObject ? (input.shape as Readonly<Record<string, z.ZodType>>) : {};
    const inQuery = others.map(([name, field]) => ({
      name,
      in: "query",
      ...(needed.includes(name) && { required: true }),
      schema: shape[name] === undefined ? field : writeQueryField(shape[name], components),
    }));
    return { parameters: [...inPath, ...inQuery, ...(action.table === undefined ? [] : [FORMAT])] };
  }
  const stay = needed.filter((name) => !steps.includes(name));
  const body = {
    ...schema,
    ...(properties !== undefined && { properties: Object.fromEntries(others) }),
    ...(stay.length > 0 && { required: stay }),
  };
  const isEmpty = properties !== undefined && others.length === 0 && schema.additionalProperties === undefined;
  return {
    ...(inPath.length > 0 && { parameters: inPath }),
    ...(!isEmpty && { requestBody: bodyOf(body, properties === undefined || stay.length > 0) }),
  };
}

/** What `runAction` reads itself. */
const FORMAT: JsonObject = {
  name: "format",
  in: "query",
  description: "`csv` for a table in place of JSON.",
  schema: { type: "string", enum: ["json", "csv"], default: "json" },
};

const STANDINGS: Readonly<Record<Standing, string>> = {
  itself: "the key itself",
  owner: "the user it belongs to",
  personal: "the user it belongs to, outside of teams",
  "team-member": "members of its team",
  "permitted-member": "members of its team, where the team lets them",
  "team-admin": "admins of its team",
  "org-member": "members of its organization",
  "org-admin": "admins of its organization",
};

/** Who may, in the words of a reader. */
function namesOf(permission: Permission): string {
  const { access, to } = ruleOf(permission);
  if (to === "everyone") return "every key, each of which sees what is its own";
  const admins = access === "read" ? ["proxy admins", "proxy admin viewers"] : ["proxy admins"];
  return [...admins, ...to.map((standing) => STANDINGS[standing])].join("; ");
}
