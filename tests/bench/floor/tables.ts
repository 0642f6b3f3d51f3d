import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import host from '../../../playground/src/api/contact/content-types/contact/schema.json';
import { generatePeople } from '../../../playground/scripts/seed/people';
import { createRandom } from '../../../playground/scripts/seed/random';
import { activity } from '../../../server/src/content-types/activity';
import type { Attribute } from '../../../server/src/content-types/lean-columns';
import { campaignModels } from '../../../server/src/content-types/lean-campaigns';
import { peopleModels } from '../../../server/src/content-types/lean-people';
import { workModels } from '../../../server/src/content-types/lean-work';
import { TABLE } from '../../../server/src/constants';
import type { FloorDb } from './database';
import { BATCH, insertRows, type Columns, type Row } from './sets';

export const HOST = host.collectionName;
export const { contact: CONTACTS, ledger: LEDGER, upload: UPLOADS, optOut: OPT_OUTS } = TABLE;
export const {
  activity: ACTIVITIES,
  campaignEvent: CAMPAIGN_EVENTS,
  campaignLink: CAMPAIGN_LINKS,
} = TABLE;

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

/** A column as Strapi makes it for an attribute. */
const addColumn = (table: Knex.CreateTableBuilder, name: string, attribute: Attribute): void => {
  const { args = [], notNullable, defaultTo } = attribute.column ?? {};
  const [size] = args as number[];
  const column = (() => {
    switch (attribute.type) {
      case 'increments':
        return table.increments(name);
      case 'integer':
        return table.integer(name);
      case 'float':
        return table.double(name);
      case 'boolean':
        return table.boolean(name);
      case 'text':
        return table.text(name, 'longtext');
      case 'date':
        return table.date(name);
      case 'datetime':
        return table.datetime(name, { useTz: false, precision: 6 });
      default:
        return table.string(name, size);
    }
  })();
  if (notNullable === true) column.notNullable();
  if (defaultTo !== undefined) column.defaultTo(defaultTo as never);
};

/** The one content type among them, with the columns Strapi adds. */
const ACTIVITY: (typeof campaignModels)[number] = {
  uid: '',
  singularName: activity.info.singularName,
  tableName: activity.collectionName,
  attributes: {
    id: { type: 'increments' },
    documentId: { type: 'string' },
    ...activity.attributes,
    ...Object.fromEntries(
      ['createdAt', 'updatedAt', 'publishedAt'].map((name) => [name, { type: 'datetime' }])
    ),
    locale: { type: 'string' },
  },
  indexes: activity.indexes as (typeof campaignModels)[number]['indexes'],
};

const createHost = (db: FloorDb): Promise<void> =>
  db.knex.schema.createTable(HOST, (table) => {
    table.increments('id');
    table.string('document_id');
    for (const [name, attribute] of Object.entries(host.attributes)) {
      if (attribute.type !== 'relation') addColumn(table, snake(name), { type: attribute.type });
    }
    for (const name of ['created_at', 'updated_at', 'published_at']) {
      table.datetime(name, { useTz: false, precision: 6 });
    }
    table.integer('created_by_id').unsigned().index();
    table.integer('updated_by_id').unsigned().index();
    table.string('locale');
    table.index(['document_id', 'locale', 'published_at'], `${HOST}_documents_idx`);
  });

/** The host's contacts, and the plugin's own tables by the plugin's own word for them. */
export const createTables = async (db: FloorDb): Promise<void> => {
  await createHost(db);
  const used: string[] = [
    ...[CONTACTS, LEDGER, UPLOADS, OPT_OUTS],
    ...[ACTIVITIES, CAMPAIGN_EVENTS, CAMPAIGN_LINKS],
  ];
  for (const model of [...peopleModels, ...workModels, ...campaignModels, ACTIVITY]) {
    if (!used.includes(model.tableName)) continue;
    await db.knex.schema.createTable(model.tableName, (table) => {
      for (const [name, attribute] of Object.entries(model.attributes)) {
        addColumn(table, snake(name), attribute);
      }
      for (const { name, columns, type } of model.indexes) {
        if (type === 'unique') table.unique(columns, { indexName: name });
        else table.index(columns, name);
      }
    });
  }
  await db.knex.schema.createTable('floor_state', (table) => table.text('state'));
};

const HOST_COLUMNS: Columns = {
  document_id: 'text',
  first_name: 'text',
  last_name: 'text',
  email: 'text',
  tier: 'text',
  orders: 'integer',
  city: 'text',
};

/** Figures for the planner, as a site has them after a while; SQLite has none, nobody analyses a Strapi site. */
export const analyse = async (db: FloorDb, table: string): Promise<void> => {
  if (db.kind === 'postgres') await db.knex.raw(`vacuum analyze ${table}`);
  if (db.kind === 'mysql') await db.knex.raw(`analyze table ${table}`);
};

export const newDocumentId = () =>
  Array.from(randomBytes(24), (byte) => (byte % 36).toString(36)).join('');

/**
 * People like the playground's, oldest first, each in one of `books` lists: `orders` says in which.
 */
export const fillHost = async (db: FloorDb, count: number, books: number): Promise<void> => {
  const people = generatePeople(createRandom(1), count);
  for (let done = 0; done < count;) {
    const rows: Row[] = [];
    for (; rows.length < BATCH[db.kind] && done < count; done += 1) {
      const person = people.next().value;
      if (!person) throw new Error('there are too few people');
      const { firstName, lastName, email, city } = person;
      rows.push([newDocumentId(), firstName, lastName, email, 'bronze', done % books, city]);
    }
    await db.batch((trx) => insertRows(db, HOST, HOST_COLUMNS, rows, trx));
  }
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const dates = { created_at: now, updated_at: now, published_at: now };
  await db.knex(HOST).update({ ...dates, newsletter: true });
  await analyse(db, HOST);
};

/** What `prepare` has to tell `measure`. */
export type State = {
  username: string;
  password: string;
  /** The vendor's id of the account. */
  accountId: number;
  bookIds: number[];
  campaignIds?: number[];
};

export const saveState = async (db: FloorDb, state: State): Promise<void> => {
  await db.knex('floor_state').insert({ state: JSON.stringify(state) });
};

export const readState = async (db: FloorDb): Promise<State> => {
  const row = await db.knex<{ state: string }>('floor_state').first('state');
  if (!row) throw new Error('prepare this scenario first');
  return JSON.parse(row.state) as State;
};
