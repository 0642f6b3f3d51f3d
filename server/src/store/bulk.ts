import type { Knex } from 'knex';
import { chunks } from '../core/chunks';
import type { Db, Dialect } from './db';

/** How a column's values travel: PostgreSQL wants the types of its arrays named. */
type ColumnType = 'int' | 'ms' | 'text' | 'flag';

/** A table to write to in sets, by one of its unique keys. */
export type BulkTarget = {
  table: string;
  columns: Record<string, ColumnType>;
  /** The columns of the unique key rows are recognised by. */
  key: string[];
  /** Columns a row that is there already takes over; none leaves it as it is. */
  replace: string[];
  /** Columns a row that is there already takes over only where the new value is not null. */
  complete?: string[];
};

/** Rows per statement: about 30 ms at most on SQLite, which answers nobody else meanwhile. */
const BATCH = 1000;

const PG_TYPE: Record<ColumnType, string> = {
  int: 'integer',
  ms: 'double precision',
  text: 'text',
  flag: 'boolean',
};

type Values = Record<string, string | number | boolean | null>;

/**
 * Inserts rows, or merges them into those that are there, in few statements whose text does not
 * depend on the number of rows: a multi-row insert spends most of its time on its placeholders.
 */
export const bulkUpsert = async (
  db: Db,
  target: BulkTarget,
  rows: Values[],
  trx?: Knex.Transaction
): Promise<void> => {
  for (const part of chunks(rows, BATCH)) {
    const statement = STATEMENTS[db.dialect](target, db.tableName(target.table), part);
    const query = () => db.knex.raw(statement.sql, statement.bindings as Knex.RawBinding[]);
    await (trx ? query().transacting(trx) : db.statement(query));
  }
};

type Statement = { sql: string; bindings: unknown[] };

const STATEMENTS: Record<
  Dialect,
  (target: BulkTarget, table: string, rows: Values[]) => Statement
> = {
  sqlite: (target, table, rows) => {
    const names = Object.keys(target.columns);
    const cells = names.map((_, index) => `json_extract(value, '$[${index}]')`);
    return {
      // SQLite reads ON CONFLICT after a select without WHERE as a part of a join.
      sql: `insert into ?? (${names.join(', ')})
              select ${cells.join(', ')} from json_each(?) where true ${onConflict(target)}`,
      bindings: [
        table,
        JSON.stringify(rows.map((row) => names.map((name) => row[name] ?? null))),
        ...conflictTable(target, table),
      ],
    };
  },
  postgres: (target, table, rows) => {
    const names = Object.keys(target.columns);
    const arrays = Object.values(target.columns).map((type) => `?::${PG_TYPE[type]}[]`);
    return {
      sql: `insert into ?? (${names.join(', ')})
              select * from unnest(${arrays.join(', ')}) ${onConflict(target)}`,
      bindings: [
        table,
        ...names.map((name) => rows.map((row) => row[name] ?? null)),
        ...conflictTable(target, table),
      ],
    };
  },
  mysql: (target, table, rows) => {
    const names = Object.keys(target.columns);
    const tuple = `(${names.map(() => '?').join(', ')})`;
    return {
      sql: `insert into ?? (${names.join(', ')})
              values ${rows.map(() => tuple).join(', ')} on duplicate key update ${mysqlMerge(target)}`,
      bindings: [table, ...rows.flatMap((row) => names.map((name) => row[name] ?? null))],
    };
  },
};

const onConflict = ({ key, replace, complete = [] }: BulkTarget): string => {
  const sets = [
    ...replace.map((name) => `${name} = excluded.${name}`),
    ...complete.map((name) => `${name} = coalesce(excluded.${name}, ??.${name})`),
  ];
  const action = sets.length === 0 ? 'nothing' : `update set ${sets.join(', ')}`;
  return `on conflict (${key.join(', ')}) do ${action}`;
};

const conflictTable = ({ complete = [] }: BulkTarget, table: string): string[] =>
  complete.map(() => table);

const mysqlMerge = ({ key, replace, complete = [] }: BulkTarget): string => {
  const sets = [
    ...replace.map((name) => `${name} = values(${name})`),
    ...complete.map((name) => `${name} = coalesce(values(${name}), ${name})`),
  ];
  // MySQL has no "do nothing": assigning a key to itself is one.
  return sets.length === 0 ? `${key[0]} = ${key[0]}` : sets.join(', ');
};

/** Limits a query to rows whose column has one of these values, by one binding where the database can. */
export const whereAmong = (
  db: Db,
  query: Knex.QueryBuilder,
  column: string | Knex.Raw,
  values: (string | number)[]
): Knex.QueryBuilder => {
  switch (db.dialect) {
    case 'sqlite':
      return query.whereRaw('?? in (select value from json_each(?))', [
        column,
        JSON.stringify(values),
      ]);
    case 'postgres':
      return query.whereRaw('?? = any(?)', [column, values as never]);
    case 'mysql':
      return query.whereIn(column as string, values);
  }
};
