import type { TextKey } from '../../text';

/** What a step did, and for which address book or marketing list. */
export type StepName = { what: string; book: string | null; listId: string | null };

/** `contacts “Newsletter”`, `upload (list abc123)` or just `suppressions`. */
const NAMED = /^(?<what>.+?)(?: “(?<book>.*)”| \(list (?<listId>[^)]+)\))?$/;

/** Takes a step's name, as the server records it, apart. */
export const parseStepName = (name: string): StepName => {
  const { what = name, book = null, listId = null } = NAMED.exec(name)?.groups ?? {};
  return { what, book, listId };
};

const WORDS: Record<string, TextKey> = {
  'send opt-outs': 'dotmailer.runs.step.sendOptOuts',
  'address books': 'dotmailer.runs.step.addressBooks',
  suppressions: 'dotmailer.runs.step.suppressions',
  contacts: 'dotmailer.runs.step.contacts',
  unsubscribes: 'dotmailer.runs.step.unsubscribes',
  'full read': 'dotmailer.runs.step.fullRead',
  pull: 'dotmailer.runs.step.pull',
  stage: 'dotmailer.runs.step.stage',
  'wait for removals': 'dotmailer.runs.step.removals',
  upload: 'dotmailer.runs.step.upload',
  'settle uploads': 'dotmailer.runs.step.settle',
  export: 'dotmailer.runs.step.export',
};

/** The text of a known step; null for one this panel has never heard of. */
export const stepText = (what: string): TextKey | null => WORDS[what] ?? null;
