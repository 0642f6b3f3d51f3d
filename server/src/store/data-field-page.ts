import type { Knex } from 'knex';
import { TABLE } from '../constants';
import { msOf } from './columns';
import type { DataField } from './data-fields';
import type { Db } from './db';
import { startsWith } from './starts-with';

export type DataFieldQuery = {
  page: number;
  pageSize: number;
  /** Beginning of the name, ignoring case. */
  search?: string;
  sort: { field: 'name' | 'integration' | 'type' | 'visibility'; order: 'asc' | 'desc' };
  integrationId?: number;
  type?: string;
  visibility?: string;
  vanished?: boolean;
};

/** A field with what the page shows beside it. Times are epoch milliseconds. */
export type DataFieldEntry = DataField & { integrationName: string };

type Row = Omit<DataFieldEntry, 'createdAt' | 'vanishedAt'> & {
  createdAt: unknown;
  vanishedAt: unknown;
};

const COLUMNS = {
  id: 'f.id',
  integrationId: 'f.integration_id',
  integrationName: 'i.name',
  name: 'f.name',
  type: 'f.type',
  visibility: 'f.visibility',
  defaultValue: 'f.default_value',
  notes: 'f.notes',
  createdAt: 'f.created_at',
  vanishedAt: 'f.vanished_at',
} as const satisfies Record<keyof Row, string>;

const SORT_COLUMNS = {
  name: 'lower(f.name)',
  integration: 'lower(i.name)',
  type: 'lower(f.type)',
  visibility: 'lower(f.visibility)',
} as const;

const fields = (db: Db): Knex.QueryBuilder =>
  db.table(`${TABLE.dataField} as f`).join(`${TABLE.integration} as i`, 'i.id', 'f.integration_id');

const filtered = (db: Db, query: DataFieldQuery): Knex.QueryBuilder => {
  const found = fields(db);
  if (query.search) void found.where(startsWith(db.knex, 'f.name', query.search));
  if (query.integrationId !== undefined) void found.where('f.integration_id', query.integrationId);
  if (query.type) void found.where('f.type', query.type);
  if (query.visibility) void found.where('f.visibility', query.visibility);
  if (query.vanished === true) void found.whereNotNull('f.vanished_at');
  if (query.vanished === false) void found.whereNull('f.vanished_at');
  return found;
};

const entries = async (query: Knex.QueryBuilder): Promise<DataFieldEntry[]> =>
  ((await query.select(COLUMNS)) as Row[]).map((row) => ({
    ...row,
    createdAt: msOf(row.createdAt),
    vanishedAt: msOf(row.vanishedAt),
  }));

/** One field as the page shows it. */
export const dataFieldEntry = async (db: Db, id: number): Promise<DataFieldEntry | null> => {
  const [entry] = await entries(fields(db).where('f.id', id));
  return entry ?? null;
};

/** A page of fields and how many there are in all. An account has hundreds of fields at most. */
export const dataFieldPage = async (
  db: Db,
  query: DataFieldQuery
): Promise<{ entries: DataFieldEntry[]; total: number }> => {
  const [counted] = (await filtered(db, query).count({ total: 'f.id' })) as {
    total: number | string;
  }[];
  const page = filtered(db, query)
    .orderByRaw(`${SORT_COLUMNS[query.sort.field]} ${query.sort.order}, lower(f.name), f.id`)
    .offset((query.page - 1) * query.pageSize)
    .limit(query.pageSize);
  return { entries: await entries(page), total: Number(counted?.total ?? 0) };
};
