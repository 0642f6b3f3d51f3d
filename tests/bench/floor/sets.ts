import type { Knex } from 'knex';
import type { FloorDb, Kind } from './database';

/** Rows per statement, as measured best on each database without stopping the site for long. */
export const BATCH = { sqlite: 1000, postgres: 1000, mysql: 1000 } as const;
/** Host rows per range that is only read, or ledger rows per update by id range. */
export const RANGE = { sqlite: 5000, postgres: 5000, mysql: 5000 } as const;

export type ColumnType = 'text' | 'integer' | 'double precision' | 'boolean';
export type Columns = Record<string, ColumnType>;
export type Row = (string | number | boolean | null)[];

const MYSQL_TYPE = {
  text: 'longtext',
  integer: 'int',
  'double precision': 'double',
  boolean: 'tinyint',
} as const;

/** Rows of values as a table expression `j` with these columns, bound as one parameter or one per column. */
export const asTable = (
  kind: Kind,
  columns: Columns,
  rows: Row[]
): { sql: string; bindings: unknown[] } => {
  const entries = Object.entries(columns);
  const names = Object.keys(columns);
  if (kind === 'postgres') {
    const arrays = entries.map(([, type]) => `?::${type}[]`).join(', ');
    const bindings = names.map((_, column) => rows.map((row) => row[column]));
    return { sql: `unnest(${arrays}) as j (${names.join(', ')})`, bindings };
  }
  const bindings = [JSON.stringify(rows)];
  if (kind === 'mysql') {
    const paths = entries.map(([name, type], at) => `${name} ${MYSQL_TYPE[type]} path '$[${at}]'`);
    return { sql: `json_table(?, '$[*]' columns (${paths.join(', ')})) as j`, bindings };
  }
  const paths = names.map((name, at) => `json_extract(value, '$[${at}]') as ${name}`);
  return { sql: `(select ${paths.join(', ')} from json_each(?)) as j`, bindings };
};

/** Inserts a batch in one statement: MariaDB likes plain rows best, the others a bound table. */
export const insertRows = async (
  db: FloorDb,
  table: string,
  columns: Columns,
  rows: Row[],
  trx: Knex.Transaction
): Promise<void> => {
  if (rows.length === 0) return;
  const names = Object.keys(columns).join(', ');
  if (db.kind === 'mysql') {
    await db.rows(`insert into ${table} (${names}) values ?`, [rows], trx);
    return;
  }
  const { sql, bindings } = asTable(db.kind, columns, rows);
  await db.rows(`insert into ${table} (${names}) select ${names} from ${sql}`, bindings, trx);
};

type Target = {
  table: string;
  columns: Columns;
  /** The columns of the unique key. */
  key: string[];
  /** What a row that is there already takes over; none leaves it as it is. */
  replaced: string[];
};

/** Inserts a batch, or merges it into the rows that are there, in one statement. */
export const mergeRows = async (
  db: FloorDb,
  { table, columns, key, replaced }: Target,
  rows: Row[],
  trx: Knex.Transaction
): Promise<void> => {
  if (rows.length === 0) return;
  const names = Object.keys(columns).join(', ');
  if (db.kind === 'mysql') {
    const merge = replaced.map((name) => `${name} = values(${name})`).join(', ');
    await db.rows(
      `insert into ${table} (${names}) values ? on duplicate key update ${
        merge || `${key[0]} = ${key[0]}`
      }`,
      [rows],
      trx
    );
    return;
  }
  const { sql, bindings } = asTable(db.kind, columns, rows);
  const merge = replaced.map((name) => `${name} = excluded.${name}`).join(', ');
  await db.rows(
    `insert into ${table} (${names}) select ${names} from ${sql} where true
     on conflict (${key.join(', ')}) do ${merge ? `update set ${merge}` : 'nothing'}`,
    bindings,
    trx
  );
};

/** Calls `work` with every range of `width` ids between the first and the last id of a table's rows. */
export const idRanges = async (
  db: FloorDb,
  rows: string,
  width: number,
  work: (after: number, end: number) => Promise<void>
): Promise<void> => {
  const [ids] = await db.rows<{ first: number | null; last: number | null }>(
    `select min(id) as first, max(id) as last from ${rows}`
  );
  if (!ids || ids.first === null || ids.last === null) return;
  for (let after = ids.first - 1; after < ids.last; after += width)
    await work(after, after + width);
};

/** Those of the normalised e-mails that have a ledger row in the connection. */
export const emailsKnown = async (
  db: FloorDb,
  table: string,
  connection: number,
  emails: string[]
): Promise<Set<string>> => {
  const IN = {
    sqlite: 'in (select value from json_each(?))',
    postgres: '= any(?)',
    mysql: 'in (?)',
  }[db.kind];
  const found = await db.rows<{ email_norm: string }>(
    `select email_norm from ${table} where connection_id = ? and email_norm ${IN}`,
    [connection, db.kind === 'sqlite' ? JSON.stringify(emails) : emails]
  );
  return new Set(found.map((row) => row.email_norm));
};
