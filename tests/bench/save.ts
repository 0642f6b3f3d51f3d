import type { databasesOf } from '../support/database';
import { createPluginApi } from '../../scripts/demo/plugin-api';
import type { Leftovers } from './leftovers';
import { median } from './numbers';
import type { SaveReport } from './report';
import type { BenchSandbox } from './sandbox';
import { startBenchSite, untilIdle, type BenchSite } from './site';
import type { SavedUid } from './site/editor';

const CONTACTS = 1000;
/** Both sites save in turn, in blocks: what else the machine does meanwhile meets both. */
const BLOCKS = 6;
const SAVES_PER_BLOCK = 50;

export type SaveMeasured = SaveReport & {
  /** The same of a collection that is in no list. */
  ofNoList: SaveReport;
};

type SaveStart = {
  databases: ReturnType<typeof databasesOf>;
  name: string;
  sandbox: BenchSandbox;
  leftovers: Leftovers;
};

/** An editor's save through the Document Service, with the plugin and in a Strapi without it. */
export const measureSave = async ({
  databases,
  name,
  sandbox,
  leftovers,
}: SaveStart): Promise<SaveMeasured> => {
  const sites: BenchSite[] = [];
  const start = async (database: string, vendorUrl: string | null): Promise<BenchSite> => {
    leftovers.database(() => databases.drop(database));
    await databases.create(database);
    const environment = databases.environment(database);
    const site = await startBenchSite({
      database: environment,
      vendorUrl,
      known: false,
      leftovers,
    });
    sites.push(site);
    await site.ask('seed', { contacts: CONTACTS, parts: 1 });
    return site;
  };
  try {
    const plain = await start(`${name}_plain`, null);
    const ours = await start(`${name}_with`, sandbox.url);
    await connectEverybody(ours, sandbox);
    return {
      ...(await compare(ours, plain, 'api::contact.contact')),
      ofNoList: await compare(ours, plain, 'api::lead.lead'),
    };
  } finally {
    for (const site of sites) await site.stop();
  }
};

/** Tracking looks at what connected lists depend on. */
const connectEverybody = async (site: BenchSite, { credentials }: BenchSandbox): Promise<void> => {
  const api = createPluginApi(site);
  const { id } = await api.createIntegration('Bench', credentials);
  const book = await api.createBook(id, 'Everybody');
  await api.connect(await api.createList('Everybody'), id, book.id);
  await untilIdle(site, () => undefined);
};

const compare = async (ours: BenchSite, plain: BenchSite, uid: SavedUid): Promise<SaveReport> => {
  const saves = { ours: [] as number[], plain: [] as number[] };
  let statements = 0;
  for (let block = 0; block < BLOCKS; block += 1) {
    const without = await plain.ask('timeSaves', uid, SAVES_PER_BLOCK);
    const withPlugin = await ours.ask('timeSaves', uid, SAVES_PER_BLOCK);
    saves.plain.push(...without.milliseconds);
    saves.ours.push(...withPlugin.milliseconds);
    statements = withPlugin.statements - without.statements;
  }
  return { with: median(saves.ours), without: median(saves.plain), statements };
};
