/** All tables, which drizzle-kit makes the migrations from. */
export * from "./schema/audit.ts";
export * from "./schema/days.ts";
export * from "./schema/events.ts";
export * from "./schema/holders.ts";
export * from "./schema/keys.ts";
export * from "./schema/live.ts";
export * from "./schema/objects.ts";
export * from "./schema/responses.ts";
