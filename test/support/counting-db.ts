/** What a piece of work cost the database. */
export interface Cost {
  /** statements run, in batches or alone */
  statements: number;
  rowsRead: number;
  rowsWritten: number;
  /** the most parameters of one statement */
  parameters: number;
  /** the largest value bound, in bytes */
  largestValue: number;
}

/** A D1 database that counts what is asked of it, as D1 itself bills and bounds it. */
export function countingDb(db: D1Database): { db: D1Database; cost: Cost; reset(): void } {
  const cost: Cost = { statements: 0, rowsRead: 0, rowsWritten: 0, parameters: 0, largestValue: 0 };
  const originals = new WeakMap<object, D1PreparedStatement>();
  const count = (results: D1Result[]): void => {
    for (const { meta } of results) {
      cost.statements++;
      cost.rowsRead += meta.rows_read;
      cost.rowsWritten += meta.rows_written;
    }
  };
  const run = async <T>(statement: D1PreparedStatement): Promise<D1Result<T>> => {
    const result = await statement.all<T>();
    count([result]);
    return result;
  };
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = {
      bind: (...values: unknown[]) => {
        cost.parameters = Math.max(cost.parameters, values.length);
        for (const value of values)
          cost.largestValue = Math.max(cost.largestValue, new TextEncoder().encode(String(value)).length);
        return wrap(statement.bind(...values));
      },
      all: () => run(statement),
      run: () => run(statement),
      first: async () => (await run(statement)).results[0] ?? null,
    };
    originals.set(wrapped, statement);
    // Only these four ways to use a statement occur in the project.
    return wrapped as unknown as D1PreparedStatement;
  };
  const counting = {
    prepare: (sql: string) => wrap(db.prepare(sql)),
    batch: async (statements: D1PreparedStatement[]) => {
      const results = await db.batch(statements.map((one) => originals.get(one) ?? one));
      count(results);
      return results;
    },
  };
  const reset = (): void => {
    Object.assign(cost, { statements: 0, rowsRead: 0, rowsWritten: 0, parameters: 0, largestValue: 0 });
  };
  // Only prepare and batch are used of a database in the project.
  return { db: counting as unknown as D1Database, cost, reset };
}
