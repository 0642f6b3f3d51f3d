import { UID } from '../constants';
import type { MappingRow } from '../core/mapping/mapping';
import { msOf } from './columns';
import type { Db } from './db';
import { isUniqueViolation } from './unique-violation';

/** A stored mapping. Times are epoch milliseconds. */
export type Mapping = {
  id: number;
  integrationId: number;
  /** uid of the host collection; it need not exist any more. */
  collection: string;
  syncPriority: number;
  rows: MappingRow[];
  createdAt: number | null;
  updatedAt: number | null;
};

export type WantedMapping = Pick<Mapping, 'integrationId' | 'collection' | 'syncPriority' | 'rows'>;

type Row = Omit<Mapping, 'createdAt' | 'updatedAt' | 'rows'> & {
  rows: unknown;
  createdAt: unknown;
  updatedAt: unknown;
};

const fromRow = (row: Row): Mapping => ({
  id: row.id,
  integrationId: row.integrationId,
  collection: row.collection,
  syncPriority: row.syncPriority,
  rows: Array.isArray(row.rows) ? (row.rows as MappingRow[]) : [],
  createdAt: msOf(row.createdAt),
  updatedAt: msOf(row.updatedAt),
});

const LIVING = { deletedAt: { $null: true } };
const DELETED = { deletedAt: { $notNull: true } };

const placeOf = ({ integrationId, collection }: WantedMapping) => ({ integrationId, collection });
const now = () => new Date();

/**
 * The rows of `mapping`: at most one per collection and integration, by the database. A deleted one
 * leaves its row behind, which says that the collection's default mapping was there once.
 */
export const createMappings = (db: Db) => {
  const query = () => db.strapi.db.query(UID.mapping);
  const findMany = async (where: Record<string, unknown>): Promise<Mapping[]> =>
    (
      (await query().findMany({
        where: { ...where, ...LIVING },
        orderBy: [{ collection: 'asc' }, { id: 'asc' }],
      })) as Row[]
    ).map(fromRow);

  /** Takes the place of a deleted mapping; null when there is none. */
  const revive = async (wanted: WantedMapping): Promise<Mapping | null> => {
    const { count } = await query().updateMany({
      where: { ...placeOf(wanted), ...DELETED },
      data: { ...wanted, deletedAt: null, createdAt: now(), updatedAt: now() },
    });
    return count > 0 ? ((await findMany(placeOf(wanted)))[0] ?? null) : null;
  };

  return {
    find: async (id: number): Promise<Mapping | null> => (await findMany({ id }))[0] ?? null,
    all: () => findMany({}),
    ofIntegration: (integrationId: number) => findMany({ integrationId }),
    ofCollection: async (integrationId: number, collection: string): Promise<Mapping | null> =>
      (await findMany({ integrationId, collection }))[0] ?? null,

    /** Collections that have a mapping of this integration, or had one: they get no default. */
    everMapped: async (integrationId: number): Promise<Set<string>> => {
      const rows = (await query().findMany({ where: { integrationId } })) as Row[];
      return new Set(rows.map((row) => row.collection));
    },

    /** Null when the collection has one already: the unique index decides, also in a race. */
    create: async (wanted: WantedMapping): Promise<Mapping | null> => {
      const revived = await revive(wanted);
      if (revived) return revived;
      try {
        return fromRow((await query().create({ data: wanted })) as Row);
      } catch (error) {
        if (isUniqueViolation(error)) return null;
        throw error;
      }
    },

    /**
     * `taken` when the collection it is moved to has one already, `gone` when it was deleted. The
     * collection it leaves counts as one whose mapping was deleted.
     */
    update: async (id: number, wanted: WantedMapping): Promise<Mapping | 'taken' | 'gone'> => {
      const [before] = await findMany({ id });
      if (!before) return 'gone';
      const moved =
        before.integrationId !== wanted.integrationId || before.collection !== wanted.collection;
      try {
        await db.strapi.db.transaction(async () => {
          if (moved) await query().deleteMany({ where: { ...placeOf(wanted), ...DELETED } });
          await query().updateMany({
            where: { id, ...LIVING },
            data: { ...wanted, updatedAt: now() },
          });
          if (moved)
            await query().create({ data: { ...placeOf(before), rows: [], deletedAt: now() } });
        });
      } catch (error) {
        if (isUniqueViolation(error)) return 'taken';
        throw error;
      }
      return (await findMany({ id }))[0] ?? 'gone';
    },

    /** False when it was deleted before. */
    remove: async (id: number): Promise<boolean> => {
      const { count } = await query().updateMany({
        where: { id, ...LIVING },
        data: { deletedAt: now(), rows: [] },
      });
      return count > 0;
    },
  };
};

export type MappingRepository = ReturnType<typeof createMappings>;
