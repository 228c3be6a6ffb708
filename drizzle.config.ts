import { defineConfig } from "drizzle-kit";

/** `npx drizzle-kit generate --name <what-changes>` writes the next migration. */
export default defineConfig({
  dialect: "sqlite",
  schema: "./src/store/d1/schema.ts",
  out: "./drizzle",
});
