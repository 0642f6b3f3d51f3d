import { z } from 'zod';
import * as contract from '../../../contracts/marketing-lists';
import { UID } from '../constants';
import { describeAttributes, describeCollections } from '../sync/lists/describe-collections';
import { findList } from '../sync/lists/evaluate';
import { pickRecords } from '../sync/lists/pick-records';
import { previewList } from '../sync/lists/preview-list';
import { takeSnapshot } from '../sync/lists/snapshot';
import { ifAny, listSubject } from './audited';
import { endpoint, type Area, type Permission } from './endpoint';
import { hostRecords } from './host-records';
import { isoOf } from './ids';

const READ: Permission = { contentManager: 'read', uid: UID.marketingList };
const UPDATE: Permission = { contentManager: 'update', uid: UID.marketingList };

const collections = endpoint({
  name: 'collections',
  method: 'GET',
  path: '/collections',
  permission: READ,
  handle: ({ deps }): Promise<contract.HostCollection[]> => describeCollections(deps),
});

const attributes = endpoint({
  name: 'attributes',
  method: 'GET',
  path: '/collections/:uid/attributes',
  permission: READ,
  handle: async ({ deps, params }): Promise<contract.CollectionAttributes> => {
    const uid = params.uid ?? '';
    return { uid, attributes: describeAttributes(deps, uid) };
  },
});

/** So many are offered at once; the search finds the others. */
const MOST_CAMPAIGNS = 50;

const campaigns = endpoint({
  name: 'campaigns',
  method: 'GET',
  path: '/marketing-lists/campaigns',
  permission: READ,
  query: contract.findSentCampaigns,
  handle: async ({ deps, query }): Promise<contract.SentCampaigns> => {
    const { sent } = deps.repositories.campaigns;
    const { id, search = '' } = query;
    const found =
      id === undefined ? await sent.search(search, MOST_CAMPAIGNS) : [await sent.find(id)];
    const there = found.filter((campaign) => campaign !== null);
    return there.map((campaign) => ({ ...campaign, sentAt: isoOf(campaign.sentAt) }));
  },
});

const preview = endpoint({
  name: 'preview',
  method: 'POST',
  path: '/marketing-lists/preview',
  permission: READ,
  body: contract.previewList,
  handle: ({ deps, body, userAbility }): Promise<contract.ListPreview> => {
    const { listId, locale, version, filter, ...list } = body;
    const listed = {
      collection: list.collection,
      locale: locale ?? null,
      version: version ?? null,
    };
    const records = hostRecords(deps.repositories.db.strapi, userAbility, listed);
    return previewList(
      deps,
      { ...list, ...listed, id: listId ?? '', filter: filter ?? null },
      { userAbility, show: (ids) => records.show(ids, list.emailField) }
    );
  },
  audit: 'changes nothing',
});

const manual = endpoint({
  name: 'manual',
  method: 'GET',
  path: '/marketing-lists/manual',
  permission: READ,
  query: z.object({ collection: z.string().max(191) }),
  handle: async ({ deps, query }): Promise<contract.ManualLists> =>
    (await deps.repositories.lists.manualOf(query.collection)).map(({ id, name }) => ({
      id,
      name,
    })),
});

const records = endpoint({
  name: 'records',
  method: 'POST',
  path: '/marketing-lists/:id/records',
  permission: UPDATE,
  body: contract.pickRecords,
  handle: async ({ deps, params, body, userAbility }): Promise<contract.PickedRecords> => {
    const list = await findList(deps, params.id ?? '');
    const host = hostRecords(deps.repositories.db.strapi, userAbility, {
      ...list,
      version: 'draft',
    });
    return pickRecords(deps, list, body.documentIds, host.readable);
  },
  audit: async ({ deps, params }) => {
    const subject = await listSubject(deps, params);
    return ({ added }) =>
      ifAny(added, { action: 'list.records-added', subject, details: { records: added } });
  },
});

const snapshot = endpoint({
  name: 'snapshot',
  method: 'POST',
  path: '/marketing-lists/:id/snapshot',
  permission: UPDATE,
  handle: async ({ deps, params }): Promise<contract.TakenSnapshot> => {
    const { members, takenAt } = await takeSnapshot(deps, params.id ?? '');
    return { members, takenAt: isoOf(takenAt) };
  },
  audit: async ({ deps, params }) => {
    const subject = await listSubject(deps, params);
    return ({ members }) => [{ action: 'list.snapshot-taken', subject, details: { members } }];
  },
});

/** Marketing lists as definitions: what they can be made of, whom they reach, what was picked. */
export const marketingLists: Area = {
  name: 'marketing-lists',
  endpoints: [collections, attributes, campaigns, preview, manual, records, snapshot],
};
