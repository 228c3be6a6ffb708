import { and, eq, gte, inArray, isNotNull, lt, lte, notInArray, or, type SQL, sql } from "drizzle-orm";
import { asId } from "../../core/ids.ts";
import type { LogFilter } from "../spend-report.ts";
import { usageEvents } from "./schema.ts";

/** A condition for what is given, none for what is left out. */
const when = <Value>(value: Value | undefined, condition: (value: Value) => SQL | undefined): SQL | undefined =>
  value === undefined ? undefined : condition(value);

const SUCCESSES = ["served", "cached"] as const;
/** As the sums name it: a request that was turned away before routing has only the name the client gave. */
export const EVENT_MODEL = sql<string>`coalesce(${usageEvents.model}, ${usageEvents.modelGroup}, ${usageEvents.requestedModel})`;

/** The condition on events; with a range and the row that was the last one, on those of the range up to it. */
export const matchingEvents = (
  filter: LogFilter,
  range?: Pick<LogFilter, "fromMs" | "beforeMs">,
  mark?: SQL,
): SQL | undefined =>
  and(
    when(range, ({ fromMs, beforeMs }) =>
      and(gte(usageEvents.startedAtMs, fromMs), lt(usageEvents.startedAtMs, beforeMs)),
    ),
    // The sign keeps SQLite from walking all rows up to the mark instead of an index.
    when(mark, (last) => sql`+${usageEvents}.rowid <= ${last}`),
    when(filter.key, (key) => eq(usageEvents.keyHash, key)),
    when(filter.user, (user) => eq(usageEvents.userId, user)),
    when(filter.team, (team) => eq(usageEvents.teamId, team)),
    when(filter.model, (model) => eq(EVENT_MODEL, model)),
    when(filter.succeeded, (succeeded) =>
      succeeded ? inArray(usageEvents.outcome, [...SUCCESSES]) : notInArray(usageEvents.outcome, [...SUCCESSES]),
    ),
    when(filter.request, (request) => eq(usageEvents.id, asId<"request">(request))),
    when(filter.endUser, (endUser) => eq(usageEvents.endUser, endUser)),
    when(filter.error, (error) =>
      and(
        isNotNull(usageEvents.error),
        or(sql`${usageEvents.error} = ${error}`, sql`cast(${usageEvents.status} as text) = ${error}`),
      ),
    ),
    when(filter.costMin, (least) => gte(usageEvents.cost, least)),
    when(filter.costMax, (most) => lte(usageEvents.cost, most)),
  );
