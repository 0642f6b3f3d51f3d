import type { FilterModel } from '../../core/filter';
import type { Db } from '../db';
import { EMAIL_TYPES, findField } from './fields';
import { localesOf } from './list-source';
import {
  attributesOf,
  describeModels,
  hasVersions,
  isFilterable,
  isHostCollection,
  isLocalised,
  isSecret,
  isSiteContent,
  isToMany,
  labelOf,
  modelOf,
  SYSTEM_ATTRIBUTES,
  type Model,
} from './models';

/** A field that can hold the e-mail of a record: `attribute` or `relation.attribute`. */
export type EmailCandidate = {
  path: string;
  label: string;
  /** Says by its type or name that it is an e-mail. */
  suggested: boolean;
};

export type HostCollection = {
  uid: string;
  displayName: string;
  emailFields: EmailCandidate[];
  /** Null for a collection without locales. */
  locales: string[] | null;
  draftAndPublish: boolean;
};

const ownCandidates = (model: Model): EmailCandidate[] =>
  [...attributesOf(model)]
    .filter(([name, { type }]) => EMAIL_TYPES.includes(type) && !isSecret(model, name))
    .filter(([name]) => !SYSTEM_ATTRIBUTES.includes(name) && name !== 'documentId')
    .map(([name, { type }]) => ({
      path: name,
      label: labelOf(name),
      suggested: type === 'email' || /e-?mail/i.test(name),
    }));

const relatedCandidates = (db: Db, model: Model): EmailCandidate[] =>
  [...attributesOf(model)].flatMap(([name, attribute]) => {
    if (attribute.type !== 'relation' || isSecret(model, name)) return [];
    if (!isFilterable(attribute) || isToMany(attribute.relation ?? '')) return [];
    const target = modelOf(db.strapi, attribute.target ?? '');
    return (target ? ownCandidates(target) : []).map((candidate) => ({
      path: `${name}.${candidate.path}`,
      label: `${labelOf(name)} › ${candidate.label}`,
      suggested: candidate.suggested,
    }));
  });

/** Collections a marketing list can be made of, by name; those that look like e-mails come first. */
export const hostCollections = async (db: Db): Promise<HostCollection[]> => {
  const locales = await localesOf(db);
  const models: Model[] = Object.values(db.strapi.contentTypes);
  return models
    .filter(isHostCollection)
    .map((model) => ({
      uid: model.uid,
      displayName: model.info.displayName,
      emailFields: [...ownCandidates(model), ...relatedCandidates(db, model)].sort(
        (a, b) => Number(b.suggested) - Number(a.suggested)
      ),
      locales: isLocalised(model) ? locales : null,
      draftAndPublish: hasVersions(model),
    }))
    .filter(({ emailFields }) => emailFields.length > 0)
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
};

/**
 * Where the e-mail of a collection's records is found: fields that its lists use (`listed`, as far as they
 * still exist), then those that say by type or name that they are one. None for other content.
 */
export const emailPaths = (db: Db, uid: string, listed: string[]): string[] => {
  const model = modelOf(db.strapi, uid);
  if (!model || !isHostCollection(model)) return [];
  const known = listed.filter((path) => findField(db, model, path, EMAIL_TYPES) !== null);
  const own = ownCandidates(model).filter(({ suggested }) => suggested);
  return [...new Set([...known, ...own.map(({ path }) => path)])];
};

/** The collections whose records can have an e-mail, each with where. */
export const collectionsOfPeople = (
  db: Db,
  lists: { collection: string; emailField: string }[]
): { uid: string; paths: string[] }[] =>
  Object.values(db.strapi.contentTypes as Record<string, Model>)
    .map(({ uid }) => {
      const ofIt = lists.filter(({ collection }) => collection === uid);
      return {
        uid,
        paths: emailPaths(
          db,
          uid,
          ofIt.map(({ emailField }) => emailField)
        ),
      };
    })
    .filter(({ paths }) => paths.length > 0);

/** What filters may use of a collection, of what relations lead to, or of a component; null if unknown. */
export const filterModel = (db: Db, uid: string): FilterModel | null => {
  const model = modelOf(db.strapi, uid);
  const known = model !== null && (model.modelType === 'component' || isSiteContent(uid));
  return known ? describeModels(db.strapi)(uid) : null;
};
