import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { AUDIT_ACTIONS, AUDITED, type Audited, type AuditEntry } from "../../store/audit-log.ts";
import { defineAction } from "../action.ts";
import { identifyKey } from "../keys/resolve-key-hash.ts";
import { instant, pageOutput } from "../output-parts.ts";
import { dictionary, id, pageNumber, pageSize } from "../params.ts";
import { writeInstant } from "../write-instant.ts";

/** LiteLLM's names of the tables. */
const TABLES = {
  key: "LiteLLM_VerificationToken",
  user: "LiteLLM_UserTable",
  team: "LiteLLM_TeamTable",
  team_member: "LiteLLM_TeamMembership",
  organization: "LiteLLM_OrganizationTable",
  organization_member: "LiteLLM_OrganizationMembership",
  customer: "LiteLLM_EndUserTable",
  tag: "LiteLLM_TagTable",
  budget: "LiteLLM_BudgetTable",
  model: "LiteLLM_ProxyModelTable",
  credential: "LiteLLM_CredentialsTable",
  access_group: "LiteLLM_AccessGroupTable",
  setting: "LiteLLM_Config",
  price: "Tollgate_PriceTable",
} as const satisfies Record<Audited, string>;

const kindOf = (table: string): Audited | undefined => AUDITED.find((kind) => TABLES[kind] === table);
const givenInstant = z.iso.date().or(z.iso.datetime({ offset: true, local: true }));
const toMs = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));
const DAY_MS = 86_400_000;

/** A day as the end includes all of it. */
const endOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(text) + (text.includes("T") ? 1 : DAY_MS);

const auditEntryOutput = z
  .object({
    id: z.string(),
    updated_at: instant,
    changed_by: z.string(),
    changed_by_api_key: z.string(),
    action: z.enum(AUDIT_ACTIONS),
    table_name: z.enum(Object.values(TABLES)),
    object_id: z.string(),
    before_value: dictionary.nullable(),
    updated_values: dictionary.nullable(),
  })
  .meta({ id: "AuditEntry" });

/** Who changed what, the newest first unless asked otherwise. */
export const listAuditLog = defineAction({
  method: "GET",
  paths: ["/audit"],
  summary: "List who changed what, page by page",
  permission: "see-all",
  input: z.object({
    page: pageNumber,
    page_size: pageSize(10, 100),
    changed_by: z.string().optional(),
    changed_by_api_key: z.string().optional(),
    action: z.enum(AUDIT_ACTIONS).optional(),
    table_name: z.enum(Object.values(TABLES)).optional(),
    object_id: z.string().optional(),
    start_date: givenInstant.optional(),
    end_date: givenInstant.optional(),
    sort_by: z.literal("updated_at").optional(),
    sort_order: z.enum(["asc", "desc"]).default("desc"),
  }),
  output: z.object({ audit_logs: z.array(auditEntryOutput), ...pageOutput }),
  async run(context, { page, page_size: size, ...asked }) {
    const filter = {
      actorUser: asked.changed_by === undefined ? undefined : asId<"user">(asked.changed_by),
      actorKey:
        asked.changed_by_api_key === undefined ? undefined : await identifyKey(context, asked.changed_by_api_key),
      action: asked.action,
      kind: asked.table_name === undefined ? undefined : kindOf(asked.table_name),
      objectId: asked.object_id,
      fromMs: toMs(asked.start_date),
      beforeMs: endOf(asked.end_date),
    };
    const oldestFirst = asked.sort_order === "asc";
    const { records, total } = await context.audit.list(filter, {
      offset: (page - 1) * size,
      limit: size,
      oldestFirst,
    });
    return { audit_logs: records.map(auditRow), total, page, page_size: size, total_pages: Math.ceil(total / size) };
  },
});

export const getAuditEntry = defineAction({
  method: "GET",
  paths: ["/audit/:id"],
  summary: "Show one change",
  permission: "see-all",
  input: z.object({ id }),
  output: auditEntryOutput,
  async run({ audit }, input) {
    const entry = await audit.find(input.id);
    if (entry !== undefined) return auditRow(entry);
    throw new GatewayError("object_not_found", `Audit log not found, passed id=${input.id}`, { param: "id" });
  },
});

const auditRow = (entry: AuditEntry): JsonObject => ({
  id: entry.id,
  updated_at: writeInstant(entry.atMs),
  changed_by: entry.actorUser ?? "",
  changed_by_api_key: entry.actorKey,
  action: entry.action,
  table_name: TABLES[entry.kind],
  object_id: entry.objectId,
  before_value: entry.before,
  updated_values: entry.after,
});
