import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import type { Db } from '../db';

/** Campaigns (`k`) sent to a book that is or was connected with a marketing list. */
export const ofLists = (db: Db, query: Knex.QueryBuilder): Knex.QueryBuilder =>
  query.whereExists(
    db
      .table(`${TABLE.campaignBook} as kb`)
      .select(db.knex.raw('1'))
      .whereRaw('?? = ??', ['kb.campaign_id', 'k.id'])
      .whereNotNull('kb.list_id')
  );
