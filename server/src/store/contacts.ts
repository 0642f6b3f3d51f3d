import type { Knex } from 'knex';
import { TABLE } from '../constants';
import { chunks } from '../core/chunks';
import type { Payload } from '../core/member-decision';
import { isChangedThere } from '../core/pulled-values';
import { agree } from './agreed';
import { bulkUpsert, whereAmong, type BulkTarget } from './bulk';
import type { Db } from './db';
import { sendWhole } from './ledger/send-whole';

/** What the vendor told about a contact. Times are epoch milliseconds. */
export type SeenContact = {
  remoteId: number | null;
  email: string;
  emailNorm: string;
  status: string;
  optInType?: string | null;
  emailType?: string | null;
  /** Canonical values of mapped data fields; absent when they were not asked for. */
  values?: Payload | null;
};

/** How pulled values are looked at. */
export type Look = {
  /** Data fields that flow back into records. */
  twoWay: ReadonlySet<string>;
  /** When these contacts were last looked at (ms, our clock); null: never with these values. */
  lookedBefore: number | null;
};

export type Contact = {
  id: number;
  remoteId: number | null;
  email: string;
  emailNorm: string;
  status: string | null;
  optInType: string | null;
  emailType: string | null;
};

type KnownContact = Contact & {
  remote?: string | null;
  agreed?: string | null;
  newsSince?: number | null;
};

const parsed = (json: string | null | undefined): Payload | null =>
  json ? (JSON.parse(json) as Payload) : null;

/** The vendor has another contact of this e-mail than before: the old one was deleted there. */
const isMadeAnew = (seen: SeenContact, known: Contact | undefined): boolean =>
  seen.remoteId !== null && (known?.remoteId ?? null) !== null && known?.remoteId !== seen.remoteId;

/** What is to be stored of pulled values: null keeps what is there. */
const valuesToStore = (
  seen: SeenContact,
  known: KnownContact | undefined,
  { twoWay, lookedBefore }: Look
): { remote: string | null; news_since: number | null } => {
  if (!seen.values) return { remote: null, news_since: null };
  const remote = JSON.stringify(seen.values);
  const agreed = isMadeAnew(seen, known) ? null : parsed(known?.agreed);
  const before = { remote: parsed(known?.remote), agreed };
  const changed = isChangedThere(seen.values, before, twoWay, lookedBefore === null);
  return {
    remote: remote === known?.remote ? null : remote,
    // What waits to be judged counts from when it was first seen.
    news_since: changed ? (known?.newsSince ?? lookedBefore ?? 0) : null,
  };
};

/** Whether the vendor tells something that is not stored. Without a remote id it tells less. */
const isNews = (seen: SeenContact, known: Contact | undefined): boolean =>
  known === undefined ||
  known.email !== seen.email ||
  known.status !== seen.status ||
  (seen.remoteId !== null &&
    (known.remoteId !== seen.remoteId ||
      known.optInType !== (seen.optInType ?? null) ||
      known.emailType !== (seen.emailType ?? null)));

const SEEN: BulkTarget = {
  table: TABLE.contact,
  columns: {
    integration_id: 'int',
    remote_id: 'int',
    email: 'text',
    email_norm: 'text',
    status: 'text',
    status_at: 'ms',
    opt_in_type: 'text',
    email_type: 'text',
    remote: 'text',
    news_since: 'ms',
    updated_at: 'ms',
  },
  key: ['integration_id', 'email_norm'],
  replace: ['email', 'status', 'status_at', 'updated_at'],
  complete: ['remote_id', 'opt_in_type', 'email_type', 'remote', 'news_since'],
};

export const createContacts = (db: Db) => {
  const table = () => db.table(TABLE.contact);

  const byColumn = async (
    integrationId: number,
    column: 'email_norm' | 'remote_id',
    values: (string | number)[],
    also: string[] = []
  ): Promise<KnownContact[]> => {
    const found: KnownContact[] = [];
    for (const part of chunks(values, 1000)) {
      const query = table().where({ integration_id: integrationId });
      const rows: KnownContact[] = await whereAmong(db, query, column, part).select(
        'id',
        'email',
        'status',
        {
          remoteId: 'remote_id',
          emailNorm: 'email_norm',
          optInType: 'opt_in_type',
          emailType: 'email_type',
        },
        ...also
      );
      found.push(...rows);
    }
    return found;
  };

  /** What the vendor had acknowledged went with the contact it deleted: everything is sent again. */
  const forgetAgreed = async (
    integrationId: number,
    madeAnew: SeenContact[],
    now: number
  ): Promise<void> => {
    const emails = madeAnew.map((seen) => seen.emailNorm);
    if (emails.length === 0) return;
    await db.transaction(async (trx) => {
      await sendWhole(db, integrationId, emails, now, trx);
      const contacts = db.table(TABLE.contact, trx).where({ integration_id: integrationId });
      await whereAmong(db, contacts, 'email_norm', emails).update({ agreed: null });
    });
  };

  return {
    byEmails: (integrationId: number, emails: string[]) =>
      byColumn(integrationId, 'email_norm', emails),
    /** What the accounts of these integrations know of e-mails. */
    everywhere: async (
      integrationIds: number[],
      emails: string[]
    ): Promise<{ integrationId: number; emailNorm: string; remoteId: number | null }[]> =>
      whereAmong(
        db,
        db.table(TABLE.contact).whereIn('integration_id', integrationIds),
        'email_norm',
        emails
      )
        .orderBy('id')
        .select({
          integrationId: 'integration_id',
          emailNorm: 'email_norm',
          remoteId: 'remote_id',
        }),
    byRemoteIds: (integrationId: number, remoteIds: number[]) =>
      byColumn(integrationId, 'remote_id', remoteIds),

    /**
     * Writes what the vendor told, one row per e-mail. A remote id of null keeps the one known, and
     * so do values that were not asked for. Agreed values stay as they are, except of a contact that
     * was deleted at the vendor and made anew: it holds none of them. What is stored already is left
     * alone; answers how many were news.
     */
    see: async (
      integrationId: number,
      contacts: SeenContact[],
      now: number,
      look?: Look
    ): Promise<number> => {
      const unique = new Map(contacts.map((contact) => [contact.emailNorm, contact]));
      const stored = await byColumn(
        integrationId,
        'email_norm',
        [...unique.keys()],
        look ? ['remote', 'agreed', 'news_since as newsSince'] : []
      );
      const known = new Map(stored.map((contact) => [contact.emailNorm, contact]));
      const madeAnew = [...unique.values()].filter((seen) =>
        isMadeAnew(seen, known.get(seen.emailNorm))
      );
      // Before the new ids are stored: a process that is killed in between finds them again.
      await forgetAgreed(integrationId, madeAnew, now);
      const nothing = { remote: null, news_since: null };
      const news = [...unique.values()]
        .map((seen) => {
          const before = known.get(seen.emailNorm);
          return { seen, before, values: look ? valuesToStore(seen, before, look) : nothing };
        })
        .filter(
          ({ seen, before, values }) =>
            isNews(seen, before) || values.remote !== null || values.news_since !== null
        )
        // In one order everywhere: two nodes that write the same contacts do not wait for each other.
        .sort((a, b) => (a.seen.emailNorm < b.seen.emailNorm ? -1 : 1));
      await bulkUpsert(
        db,
        SEEN,
        news.map(({ seen: contact, values }) => ({
          ...values,
          integration_id: integrationId,
          remote_id: contact.remoteId,
          email: contact.email,
          email_norm: contact.emailNorm,
          status: contact.status,
          status_at: now,
          opt_in_type: contact.optInType ?? null,
          email_type: contact.emailType ?? null,
          updated_at: now,
        }))
      );
      return news.length;
    },

    agree: (
      integrationId: number,
      contacts: Parameters<typeof agree>[2],
      now: number,
      trx: Knex.Transaction
    ): Promise<void> => agree(db, integrationId, contacts, now, trx),

    /** Records have taken these fields over as last pulled: both sides know the vendor to hold that. */
    agreeToPulled: async (
      integrationId: number,
      emails: string[],
      fields: string[],
      now: number,
      trx: Knex.Transaction
    ): Promise<void> => {
      const query = db.table(TABLE.contact, trx).where({ integration_id: integrationId });
      const rows: { email: string; emailNorm: string; agreed: string; remote: string }[] =
        await whereAmong(db, query, 'email_norm', emails).select('email', 'agreed', 'remote', {
          emailNorm: 'email_norm',
        });
      const taken = rows.map(({ email, emailNorm, agreed, remote }) => {
        const pulled = parsed(remote) ?? {};
        const values = fields.map((field) => [field, pulled[field] ?? null]);
        return { email, emailNorm, agreed: { ...parsed(agreed), ...Object.fromEntries(values) } };
      });
      await agree(db, integrationId, taken, now, trx);
    },

    /** Follows a remote contact to its new address; the old address keeps no id and no values. */
    moveAddress: async (integrationId: number, remoteId: number, emailNorm: string) => {
      await table()
        .where({ integration_id: integrationId, remote_id: remoteId })
        .whereNot({ email_norm: emailNorm })
        .update({ remote_id: null, agreed: null, remote: null, news_since: null });
    },

    count: async (integrationId: number): Promise<number> => {
      const row = await table().where({ integration_id: integrationId }).count({ n: '*' }).first();
      return Number(row?.n ?? 0);
    },

    /** Deletes up to `limit` contacts of an integration; answers how many went. */
    deleteSome: async (integrationId: number, limit: number): Promise<number> => {
      const rows: { id: number }[] = await table()
        .where({ integration_id: integrationId })
        .orderBy('id')
        .limit(limit)
        .select('id');
      if (rows.length === 0) return 0;
      return table()
        .whereIn(
          'id',
          rows.map((row) => row.id)
        )
        .delete();
    },
  };
};
