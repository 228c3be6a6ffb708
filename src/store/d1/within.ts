import { sql } from "drizzle-orm";

/** A list as one parameter: D1 takes at most a hundred of them. */
export const within = (list: readonly string[]) => sql`(select value from json_each(${JSON.stringify(list)}))`;
