/** A database that remembers what it is asked, to tell what reading it takes. */
export function countReads(database: D1Database) {
  const asked: D1PreparedStatement[] = [];
  const remember = (statement: D1PreparedStatement): D1PreparedStatement => {
    asked.push(statement);
    return statement;
  };
  const counted = {
    prepare: (text: string) => ({ bind: (...values: unknown[]) => remember(database.prepare(text).bind(...values)) }),
  } as unknown as D1Database;
  return {
    database: counted,
    /** Of all questions so far. They are asked again, because drizzle takes answers that do not tell. */
    async rowsRead(): Promise<number> {
      const answers = await Promise.all(asked.map((statement) => statement.all()));
      return answers.reduce((sum, { meta }) => sum + meta.rows_read, 0);
    },
  };
}

/** The same that tells how many statements it was given, each of a batch for itself. */
export function countQuestions(database: D1Database) {
  let count = 0;
  const counted = {
    prepare(text: string) {
      count += 1;
      return database.prepare(text);
    },
    batch: (statements: D1PreparedStatement[]) => database.batch(statements),
  } as unknown as D1Database;
  return { database: counted, questions: (): number => count };
}
