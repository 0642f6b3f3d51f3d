import { findDifferences, readAudience, readPluginView, type Wanted } from './compare';
import type { PluginApi } from './plugin-api';
import { chapter, line } from './screen';
import type { Site } from './site';
import { readBook, unsubscribeAtVendor } from './vendor-book';
import type { VendorHttp } from './vendor-http';
import { synchronise } from './waiting';

export type Stage = {
  site: Site;
  api: PluginApi;
  vendor: VendorHttp;
  listId: string;
  /** The vendor's id of the book. */
  remoteBookId: number;
};

const CHANGED = 5;

/** People the story happens to: each alone with their address, spread over the list. */
const castOf = (wanted: Map<string, Wanted>, shared: Set<string>) => {
  const alone = [...wanted.values()].filter(({ email }) => !shared.has(email));
  const step = Math.floor(alone.length / (CHANGED + 3));
  const cast = Array.from({ length: CHANGED + 3 }, (_, place) => alone[place * step]);
  const present = cast.filter((person): person is Wanted => person !== undefined);
  const [clicker, called, removed, ...changed] = present;
  if (!clicker || !called || !removed) throw new Error('The list is too small for the story');
  return { clicker, called, removed, changed };
};

/** Things happen on both sides; one sync; then both sides are told what happened on the other. */
export const tellStory = async (stage: Stage): Promise<void> => {
  const { site, api, vendor, listId, remoteBookId } = stage;
  const { wanted, shared } = await readAudience(site);
  const { clicker, called, removed, changed } = castOf(wanted, shared);

  chapter('Things happen on both sides');
  for (const { documentId, lastName } of changed) {
    await api.saveContact(documentId, { lastName: `${lastName}-Núñez` });
  }
  line(`${changed.length} people marry: an editor saves their new last names in Strapi`);
  await unsubscribeAtVendor(vendor, remoteBookId, clicker.email);
  line(`${clicker.email} clicks "unsubscribe" in a mail, so only Dotdigital knows`);
  await api.changeMember(listId, called.documentId, 'unsubscribe');
  line(`${called.email} calls: an editor presses Unsubscribe in Strapi`);
  await api.changeMember(listId, removed.documentId, 'remove');
  line(`${removed.email} is removed from the list in Strapi`);

  chapter('One more synchronisation');
  await synchronise(api, listId);
  for (const person of [clicker, called, removed]) {
    const { state, reason } = await api.member(listId, person);
    line(`Strapi: ${person.email} is ${state}${reason ? ` (${reason})` : ''}`);
  }
};

const MOST_SHOWN = 10;

/** Reads the vendor's book back and says whether it is what Strapi has. */
export const checkAgreement = async (stage: Stage): Promise<boolean> => {
  chapter('Reading the address book back through the public API');
  const book = await readBook(stage.vendor, stage.remoteBookId);
  const { wanted } = await readAudience(stage.site);
  const view = await readPluginView(stage.api, stage.listId);
  const differences = findDifferences(book, wanted, view);
  for (const difference of differences.slice(0, MOST_SHOWN)) line(difference);
  if (differences.length > MOST_SHOWN) line(`… and ${differences.length - MOST_SHOWN} more`);
  line(
    differences.length === 0
      ? 'Both sides agree: the same people, the same names'
      : `The two sides disagree about ${differences.length} people or numbers`
  );
  return differences.length === 0;
};
