import { env } from "cloudflare:workers";

declare global {
  namespace Cloudflare {
    interface Env {
      readonly DB: D1Database;
      readonly KEYS: KVNamespace;
      readonly MIGRATIONS: readonly string[];
    }
  }
}

const run = (...statements: readonly string[]): Promise<unknown> =>
  env.DB.batch(statements.map((text) => env.DB.prepare(text)));

async function tableNames(): Promise<string[]> {
  const found =
    "select name from sqlite_master where type = 'table' and name not glob '_cf*' and name not glob 'sqlite*'";
  const { results } = await env.DB.prepare(found).all<{ name: string }>();
  return results.map(({ name }) => name);
}

/** The database as the migrations make it, with nothing in it. */
export async function emptyDatabase(): Promise<D1Database> {
  const names = await tableNames();
  await run(...names.map((name) => `drop table "${name}"`), ...env.MIGRATIONS);
  return env.DB;
}

/** A database that answers every question with an error while `work` goes on. */
export async function withDatabaseAway<Result>(work: () => Promise<Result>): Promise<Result> {
  const names = await tableNames();
  await run(...names.map((name) => `alter table "${name}" rename to "${name}_away"`));
  try {
    return await work();
  } finally {
    await run(...names.map((name) => `alter table "${name}_away" rename to "${name}"`));
  }
}

export const keyCopies: KVNamespace = env.KEYS;

export async function emptyKeyCopies(): Promise<void> {
  const { keys } = await keyCopies.list();
  await Promise.all(keys.map(({ name }) => keyCopies.delete(name)));
}

/** What a request defers, gathered so that a test can wait for it. */
export function deferred() {
  const works: Promise<unknown>[] = [];
  return { defer: (work: Promise<unknown>): void => void works.push(work), settled: () => Promise.all(works) };
}
