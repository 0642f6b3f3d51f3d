import { isDeepStrictEqual } from 'node:util';
import { errors } from '@strapi/utils';
import type { Repositories } from '../store';
import {
  BrokenList,
  checkDefinition,
  type DefinitionPart,
  type ListDefinition,
} from '../store/list-query';
import { unreadableByFilter } from '../store/viewer';

/** Attributes of a marketing list as Strapi passes them, checked by nobody yet. */
export type Data = Record<string, unknown>;

/** What a definition will be after a save; may lack what Strapi itself will ask for. */
type NextDefinition = Omit<ListDefinition, 'collection' | 'emailField' | 'kind'> & {
  collection: unknown;
  emailField: unknown;
  kind: unknown;
};

type Attribute = 'collection' | 'emailField' | 'filter' | 'recordLocale' | 'kind';

const ATTRIBUTES: Record<DefinitionPart, Attribute> = {
  collection: 'collection',
  emailField: 'emailField',
  filter: 'filter',
  locale: 'recordLocale',
  kind: 'kind',
};

/** An error the Content Manager shows next to the field. */
const refusal = (attribute: Attribute, message: string) =>
  new errors.ValidationError(message, {
    errors: [{ path: [attribute], message, name: 'ValidationError' }],
  });

/** JSON attributes may arrive as text. */
const parsed = (filter: unknown): unknown => {
  if (typeof filter !== 'string') return filter;
  try {
    return JSON.parse(filter) as unknown;
  } catch {
    return filter;
  }
};

/** `data` over what is stored, or over the defaults of a new list. */
export const mergeDefinition = (current: ListDefinition | null, data: Data): NextDefinition => {
  const pick = (name: string, before: unknown) => (data[name] === undefined ? before : data[name]);
  return {
    id: current?.id ?? '',
    collection: pick('collection', current?.collection ?? null),
    emailField: pick('emailField', current?.emailField ?? null),
    kind: pick('kind', current?.kind ?? 'dynamic'),
    filter: parsed(pick('filter', current?.filter ?? null)),
    locale: (pick('recordLocale', current?.locale ?? null) || null) as string | null,
    version: pick('version', current?.version ?? 'published') as ListDefinition['version'],
  };
};

const DEFINING = ['collection', 'emailField', 'kind', 'filter', 'locale', 'version'] as const;

export const changesDefinition = (current: ListDefinition, next: NextDefinition): boolean =>
  DEFINING.some((name) => !isDeepStrictEqual(current[name], next[name]));

/** Members were sent and are found by collection and e-mail field: a connected list keeps both. */
export const refuseFixedChange = async (
  { connections }: Repositories,
  current: ListDefinition,
  next: NextDefinition
): Promise<void> => {
  const changed = (['collection', 'emailField'] as const).find(
    (name) => current[name] !== next[name]
  );
  if (!changed || !(await connections.ofList(current.id))) return;
  const what = changed === 'collection' ? 'collection' : 'e-mail field';
  throw refusal(changed, `The ${what} of a connected list cannot change. Disconnect it first.`);
};

/**
 * Counts and members of a list tell what its filter asks about: whoever writes it may ask only what
 * their role may read. A filter that stays as it is was somebody else's choice.
 */
export const refuseUnreadable = (
  db: Repositories['db'],
  userAbility: unknown,
  current: ListDefinition | null,
  next: NextDefinition
): void => {
  if (!userAbility || !isComplete(next)) return;
  if (current?.collection === next.collection && isDeepStrictEqual(current.filter, next.filter))
    return;
  const reason = unreadableByFilter(db, userAbility, next);
  if (reason !== null) throw refusal('filter', reason);
};

/** Strapi itself refuses what is missing or of another kind: nothing to check before that. */
const isComplete = (next: NextDefinition): next is ListDefinition =>
  typeof next.collection === 'string' &&
  next.collection !== '' &&
  typeof next.emailField === 'string' &&
  next.emailField !== '' &&
  ['dynamic', 'static', 'manual'].includes(String(next.kind));

/**
 * Checks a definition and answers the attributes to store: the filter in the form that was checked.
 * @throws ValidationError naming the attribute.
 */
export const storedDefinition = async (
  db: Repositories['db'],
  next: NextDefinition
): Promise<Data> => {
  if (!isComplete(next)) return {};
  try {
    const { filter, locale } = await checkDefinition(db, next);
    return { filter, recordLocale: locale };
  } catch (error) {
    if (error instanceof BrokenList) throw refusal(ATTRIBUTES[error.part], error.reason);
    throw error;
  }
};
