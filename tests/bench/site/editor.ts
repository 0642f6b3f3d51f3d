import { setTimeout as delay } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import { as, isEditor } from './who';

const EVERY_MS = 50;
const RECORDS = 50;
/** An editor further behind than this gives the oldest saves up: nobody goes on clicking for minutes. */
const MOST_LATE_MS = 1000;
/** Saves before any counts: a process that has just started is slow for reasons of its own. */
const WARM_UP = 20;

export type SavedUid = 'api::contact.contact' | 'api::lead.lead';

/** A field of each collection that no list looks at: what is saved changes nothing at the vendor. */
const FIELD = { 'api::contact.contact': 'notes', 'api::lead.lead': 'source' } as const;
const VALUES = { notes: ['seen', 'called', 'met'], source: ['web', 'fair', 'referral'] } as const;

/** Saves one record after the other through the Document Service, each with another value. */
const createSaver = async (strapi: Core.Strapi, uid: SavedUid) => {
  const records = (await strapi.db
    .query(uid)
    .findMany({ select: ['documentId'], limit: RECORDS, orderBy: { id: 'asc' } })) as {
    documentId: string;
  }[];
  if (records.length === 0) throw new Error(`there is no ${uid} to save`);
  const field = FIELD[uid];
  let saves = 0;
  return async () => {
    const { documentId = '' } = records[saves % records.length] ?? {};
    const value = VALUES[field][(saves + Math.floor(saves / RECORDS)) % 3];
    saves += 1;
    await strapi.documents(uid).update({ documentId, data: { [field]: value } } as never);
  };
};

/** A save: when it was due (epoch ms), and how long after that it was done, or given up (ms). */
export type Save = { due: number; late: number };

export type Editor = {
  /** The saves so far. */
  saves(): Save[];
  stop(): Promise<void>;
};

/**
 * An editor who saves a contact every 50 ms. Saves that take longer make the next ones late, by a
 * second at most: older ones are given up, and count as that late.
 */
export const startEditor = async (strapi: Core.Strapi): Promise<Editor> => {
  const save = await createSaver(strapi, 'api::contact.contact');
  const saves: Save[] = [];
  let stopped = false;
  for (let turn = 0; turn < WARM_UP; turn += 1) await as('editor', save);
  const work = async () => {
    const begin = performance.now();
    for (let turn = 0; !stopped; turn += 1) {
      const due = begin + turn * EVERY_MS;
      await delay(Math.max(0, due - performance.now()));
      if (performance.now() - due < MOST_LATE_MS) await save();
      saves.push({ due: performance.timeOrigin + due, late: performance.now() - due });
    }
  };
  const working = as('editor', work);
  return {
    saves: () => saves,
    stop: async () => {
      stopped = true;
      await working;
    },
  };
};

/** Times `count` saves of a collection, one after the other, and counts the statements of one. */
export const timeSaves = async (
  strapi: Core.Strapi,
  uid: SavedUid,
  count: number
): Promise<{ milliseconds: number[]; statements: number }> => {
  const saver = await createSaver(strapi, uid);
  const save = () => as('editor', saver);
  await save();
  let statements = 0;
  const counter = () => {
    if (isEditor()) statements += 1;
  };
  strapi.db.connection.on('query', counter);
  const milliseconds: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const begin = performance.now();
    await save();
    milliseconds.push(performance.now() - begin);
  }
  strapi.db.connection.removeListener('query', counter);
  return { milliseconds, statements: Math.round(statements / count) };
};

/**
 * Saves so many contacts, spread over all of them: with a new last name each, or with the one they
 * have.
 */
export const saveContacts = async (
  strapi: Core.Strapi,
  { count, change }: { count: number; change: boolean }
): Promise<void> => {
  const uid = 'api::contact.contact';
  const contacts = (await strapi.db
    .query(uid)
    .findMany({ select: ['documentId', 'lastName'], orderBy: { id: 'asc' } })) as {
    documentId: string;
    lastName: string;
  }[];
  for (let turn = 0; turn < count; turn += 1) {
    const contact = contacts[Math.floor((turn * contacts.length) / count)];
    if (!contact) throw new Error(`there are fewer than ${count} contacts`);
    const lastName = change ? `${contact.lastName.split(' ')[0]} ${Date.now()}` : contact.lastName;
    await strapi
      .documents(uid)
      .update({ documentId: contact.documentId, data: { lastName } } as never);
  }
};
