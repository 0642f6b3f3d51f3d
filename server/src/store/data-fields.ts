import { TABLE, UID } from '../constants';
import { chunks } from '../core/chunks';
import { msOf } from './columns';
import { dataFieldEntry, dataFieldPage, type DataFieldQuery } from './data-field-page';
import type { Db } from './db';
import { documentColumns } from './document-row';

/** A data field as last read from the vendor, with our notes. Times are epoch milliseconds. */
export type DataField = {
  id: number;
  integrationId: number;
  /** In upper case. */
  name: string;
  type: string;
  visibility: string | null;
  defaultValue: string | null;
  notes: string | null;
  createdAt: number | null;
  vanishedAt: number | null;
};

/** What the vendor may change about a field of a name, and the column each of it is kept in. */
const LISTED = {
  type: 'type',
  visibility: 'visibility',
  defaultValue: 'default_value',
} as const satisfies Partial<Record<keyof DataField, string>>;
type ListedAttribute = keyof typeof LISTED;
const LISTED_ATTRIBUTES = Object.keys(LISTED) as ListedAttribute[];

/** What the vendor tells about a field. */
export type ListedField = Pick<DataField, 'name' | ListedAttribute>;

/** Whether the vendor tells something else about a field than it did before. */
export const fieldDiffers = (field: ListedField, before: ListedField): boolean =>
  LISTED_ATTRIBUTES.some((attribute) => field[attribute] !== before[attribute]);

type Row = Omit<DataField, 'createdAt' | 'vanishedAt'> & {
  createdAt: unknown;
  vanishedAt: unknown;
};

const fromRow = (row: Row): DataField => ({
  id: row.id,
  integrationId: row.integrationId,
  name: row.name,
  type: row.type,
  visibility: row.visibility,
  defaultValue: row.defaultValue,
  notes: row.notes,
  createdAt: msOf(row.createdAt),
  vanishedAt: msOf(row.vanishedAt),
});

const newRow = (integrationId: number, field: ListedField, now: Date) => ({
  ...documentColumns(now),
  integration_id: integrationId,
  name: field.name,
  ...Object.fromEntries(
    LISTED_ATTRIBUTES.map((attribute) => [LISTED[attribute], field[attribute]])
  ),
  vanished_at: null,
});

/** The rows of `data-field`. Their identity is the integration and the name: the vendor gives no id. */
export const createDataFields = (db: Db) => {
  const query = () => db.strapi.db.query(UID.dataField);
  const findOne = async (where: Record<string, unknown>): Promise<DataField | null> => {
    const row = (await query().findOne({ where })) as Row | null;
    return row ? fromRow(row) : null;
  };

  return {
    find: (id: number) => findOne({ id }),
    findByName: (integrationId: number, name: string) => findOne({ integrationId, name }),

    /** Every known field of an integration, vanished ones too. */
    ofIntegration: async (integrationId: number): Promise<DataField[]> =>
      ((await query().findMany({ where: { integrationId }, orderBy: { id: 'asc' } })) as Row[]).map(
        fromRow
      ),

    /** One page, by `search`, filters and `sort`. */
    page: (options: DataFieldQuery) => dataFieldPage(db, options),
    /** One field as the page shows it. */
    entry: (id: number) => dataFieldEntry(db, id),

    /**
     * Writes what the vendor listed: new fields, new types; a vanished field is back. Notes stay.
     * Somebody else may write the same fields at the same time.
     */
    async upsert(integrationId: number, fields: ListedField[], now: number): Promise<void> {
      for (const part of chunks(fields, db.insertBatch))
        await db
          .table(TABLE.dataField)
          .insert(part.map((field) => newRow(integrationId, field, new Date(now))))
          .onConflict(['integration_id', 'name'])
          .merge([...Object.values(LISTED), 'vanished_at', 'updated_at']);
    },

    /** Flags fields a complete listing no longer had. Their rows and notes stay. */
    async markVanished(ids: number[], now: number): Promise<void> {
      for (const part of chunks(ids, db.insertBatch))
        await query().updateMany({
          where: { id: { $in: part } },
          data: { vanishedAt: new Date(now) },
        });
    },

    /** False when the field is gone. */
    async setNotes(id: number, notes: string | null): Promise<boolean> {
      const { count } = await query().updateMany({ where: { id }, data: { notes } });
      return count > 0;
    },

    async remove(id: number): Promise<void> {
      await query().deleteMany({ where: { id } });
    },
  };
};
