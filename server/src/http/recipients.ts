import * as contract from '../../../contracts/campaigns';
import { fileName, type Cell } from '../core/csv-text';
import type { RecipientRow, RecordOfPerson } from '../store/campaigns/recipients';
import type { MarketingList } from '../store/marketing-lists';
import type { Deps } from '../sync/deps';
import { findCampaign } from './campaigns';
import { csvDownload, type Download } from './download';
import { endpoint, type Area } from './endpoint';
import { hostRecords } from './host-records';
import { isoOf } from './ids';

const MAX_COUNTED = 10_000;

/** Recipients of a download that are read at a time. */
const BATCH = 1000;

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/campaigns/:id/recipients',
  permission: 'activities.read',
  query: contract.findRecipients,
  handle: async ({ deps, params, query, userAbility }): Promise<contract.RecipientPage> => {
    const { id, integrationId } = await findCampaign(deps, params);
    const { recipients } = deps.repositories.campaigns;
    const { after = '', pageSize, ...filter } = query;
    const found = await recipients.page(id, { ...filter, after, limit: pageSize + 1 });
    const page = found.slice(0, pageSize);
    const records = await recipients.records(integrationId, page);
    const shown = await readableRecords(deps, userAbility, records);
    const counted = await recipients.countUpTo(id, filter, MAX_COUNTED + 1);
    return {
      results: page.map((row) => recipientAnswer(row, shown.get(row.personKey) ?? [])),
      after: found.length > pageSize ? (page[page.length - 1]?.personKey ?? null) : null,
      total: Math.min(counted, MAX_COUNTED),
      more: counted > MAX_COUNTED,
    };
  },
});

const recipientAnswer = (
  row: RecipientRow,
  records: contract.RecipientRecord[]
): contract.Recipient => ({
  key: row.personKey,
  email: row.email,
  records,
  opens: row.opens,
  clicks: row.clicks,
  pageViews: row.pageViews,
  forwards: row.forwards,
  replies: row.replies,
  sentAt: isoOf(row.sentAt),
  firstOpenedAt: isoOf(row.firstOpenedAt),
  lastOpenedAt: isoOf(row.lastOpenedAt),
  lastClickedAt: isoOf(row.lastClickedAt),
  unsubscribed: row.unsubscribed,
  softBounced: row.softBounced,
  hardBounced: row.hardBounced,
});

/** Records of people the viewer may read, each once however many lists it is in. */
const readableRecords = async (
  { repositories }: Deps,
  userAbility: unknown,
  records: RecordOfPerson[]
): Promise<Map<string, contract.RecipientRecord[]>> => {
  const found = new Map<string, contract.RecipientRecord[]>();
  for (const listId of new Set(records.map((record) => record.listId))) {
    const list = await repositories.lists.find(listId);
    if (list === null) continue;
    const ofList = records.filter((record) => record.listId === listId);
    const host = hostRecords(repositories.db.strapi, userAbility, list);
    const ids = [...new Set(ofList.map(({ documentId }) => documentId))];
    const labels = new Map(
      (await host.show(ids, list.emailField)).map(({ documentId, label }) => [documentId, label])
    );
    for (const { personKey, documentId } of ofList) {
      const label = labels.get(documentId);
      const before = found.get(personKey) ?? [];
      if (label === undefined || before.some((known) => isRecord(known, list, documentId)))
        continue;
      const { collection, locale } = list;
      found.set(personKey, [...before, { collection, documentId, locale, label }]);
    }
  }
  return found;
};

const isRecord = (
  known: contract.RecipientRecord,
  { collection, locale }: MarketingList,
  documentId: string
): boolean =>
  known.documentId === documentId && known.collection === collection && known.locale === locale;

const HEADINGS = [
  'E-mail',
  'Sent',
  'Opens',
  'First opened',
  'Last opened',
  'Clicks',
  'Last clicked',
  'Page views',
  'Forwards',
  'Replies',
  'Unsubscribed',
  'Soft bounced',
  'Hard bounced',
];

const yes = (is: boolean): string => (is ? 'yes' : 'no');

const cellsOf = (row: RecipientRow): Cell[] => [
  row.email,
  isoOf(row.sentAt),
  row.opens,
  isoOf(row.firstOpenedAt),
  isoOf(row.lastOpenedAt),
  row.clicks,
  isoOf(row.lastClickedAt),
  row.pageViews,
  row.forwards,
  row.replies,
  yes(row.unsubscribed),
  yes(row.softBounced),
  yes(row.hardBounced),
];

const download = endpoint({
  name: 'download',
  method: 'GET',
  path: '/campaigns/:id/recipients/download',
  permission: 'activities.read',
  query: contract.downloadRecipients,
  handle: async ({ deps, params, query }): Promise<Download> => {
    const { id, name } = await findCampaign(deps, params);
    const { recipients } = deps.repositories.campaigns;
    const batches = async function* () {
      for (let after = ''; ;) {
        const rows = await recipients.page(id, { ...query, after, limit: BATCH });
        yield rows.map(cellsOf);
        const last = rows[rows.length - 1];
        if (rows.length < BATCH || last === undefined) return;
        after = last.personKey;
      }
    };
    return csvDownload(fileName('recipients', name), HEADINGS, batches());
  },
});

export const recipients: Area = { name: 'recipients', endpoints: [find, download] };
