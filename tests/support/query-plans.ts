import type { Knex } from 'knex';

export type Statement = { sql: string; bindings: unknown[] };

/** How a statement reaches the rows of one table. */
type Access =
  | { kind: 'whole-table'; table: string; plan: string }
  /** Through an index, but only by its first column: all rows of one connection. */
  | { kind: 'whole-connection'; table: string; plan: string }
  | { kind: 'key'; table: string; plan: string };

/** The statements sent while `work` runs, the last of each text; those in transactions too. */
export const recordStatements = async (
  knex: Knex,
  work: () => Promise<unknown>
): Promise<Statement[]> => {
  const seen = new Map<string, Statement>();
  const note = ({ sql, bindings = [] }: { sql?: string; bindings?: unknown[] }) => {
    if (!sql || !/^(select|insert|update|delete)\b/i.test(sql)) return;
    const text = sql.replace(/\$\d+/g, '?').replace(/(\?, )+/g, '?, ');
    seen.set(text, { sql, bindings });
  };
  knex.on('query', note);
  try {
    await work();
  } finally {
    knex.removeListener('query', note);
  }
  return [...seen.values()];
};

/** Tables of a statement by the names its plan calls them. */
const aliasesOf = (sql: string): Map<string, string> => {
  const aliases = new Map<string, string>();
  const named =
    /\b(?:from|join|update|into)\s+[`"]?(?:public[`"]?\.[`"]?)?(\w+)[`"]?(?:\s+as\s+[`"]?(\w+))?/gi;
  for (const [, table = '', alias] of sql.matchAll(named)) aliases.set(alias ?? table, table);
  return aliases;
};

/** What the database under test would do for a statement, table by table. Nothing is executed. */
export const accessesOf = async (knex: Knex, statement: Statement): Promise<Access[]> => {
  const client = String(knex.client.config.client);
  if (client.includes('sqlite')) return ofSqlite(knex, statement);
  return client.includes('mysql') ? ofMysql(knex, statement) : ofPostgres(knex, statement);
};

const raw = (db: Knex, prefix: string, { sql, bindings }: Statement) =>
  db.raw(`${prefix} ${sql.replace(/\$\d+/g, '?')}`, bindings as Knex.RawBinding[]);

const ofSqlite = async (knex: Knex, statement: Statement): Promise<Access[]> => {
  const rows = (await raw(knex, 'explain query plan', statement)) as { detail: string }[];
  const aliases = aliasesOf(statement.sql);
  return rows.flatMap(({ detail: plan }): Access[] => {
    const [, verb, name = ''] = /^(SCAN|SEARCH) (\w+)/.exec(plan) ?? [];
    const table = aliases.get(name);
    if (!verb || !table) return [];
    if (verb === 'SCAN') return [{ kind: 'whole-table', table, plan }];
    const whole = /\(connection_id=\?\)|\(integration_id=\?\)/.test(plan);
    return [{ kind: whole ? 'whole-connection' : 'key', table, plan }];
  });
};

/** Bytes of an integer in a key. */
const INT_BYTES = 4;

const ofMysql = async (knex: Knex, statement: Statement): Promise<Access[]> => {
  type Row = { select_type: string; table: string | null; type: string | null; key: string | null };
  const [rows] = (await raw(knex, 'explain', statement)) as [
    (Row & { key_len: string | null; Extra: string | null })[],
  ];
  const aliases = aliasesOf(statement.sql);
  return rows.flatMap((row): Access[] => {
    const table = aliases.get(row.table ?? '');
    // The table that rows are inserted into is not read.
    if (!table || row.type === null || row.select_type === 'INSERT') return [];
    const plan = `${row.table}: ${row.type} ${row.key ?? ''} ${row.key_len ?? ''} ${row.Extra ?? ''}`;
    if (row.type === 'ALL' || row.type === 'index') return [{ kind: 'whole-table', table, plan }];
    const whole =
      row.type === 'ref' && Number(row.key_len) === INT_BYTES && /_(uq|ix)$/.test(row.key ?? '');
    return [{ kind: whole ? 'whole-connection' : 'key', table, plan }];
  });
};

type PgNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: PgNode[];
};

/**
 * Whether an index can be used at all: with a few thousand rows PostgreSQL rightly prefers to read a
 * table whole or to hash it, and at a million it does not.
 */
const ofPostgres = (knex: Knex, statement: Statement): Promise<Access[]> =>
  knex.transaction(async (trx) => {
    for (const way of ['seqscan', 'hashjoin', 'mergejoin', 'material']) {
      await trx.raw(`set local enable_${way} = off`);
    }
    const { rows } = (await raw(trx, 'explain (format json)', statement)) as {
      rows: { 'QUERY PLAN': { Plan: PgNode }[] }[];
    };
    const found: Access[] = [];
    const visit = (node: PgNode, relation?: string) => {
      const type = node['Node Type'];
      const table = node['Relation Name'] ?? relation;
      const condition = node['Index Cond'];
      const plan = `${type} on ${table} ${node['Index Name'] ?? ''} ${condition ?? ''}`;
      const isIndexed = /Index/.test(type);
      if (table && type === 'Seq Scan') found.push({ kind: 'whole-table', table, plan });
      if (table && isIndexed && !condition) found.push({ kind: 'whole-table', table, plan });
      if (table && isIndexed && condition) {
        const whole = /^\((connection_id|integration_id) = \S+\)$/.test(condition);
        found.push({ kind: whole ? 'whole-connection' : 'key', table, plan });
      }
      for (const child of node.Plans ?? []) visit(child, table);
    };
    for (const { Plan } of rows[0]?.['QUERY PLAN'] ?? []) visit(Plan);
    return found;
  });
