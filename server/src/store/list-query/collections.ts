import type { FilterModel } from '../../core/filter';
import type { Db } from '../db';
import { EMAIL_TYPES } from './fields';
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

/** What filters may use of a collection, of what relations lead to, or of a component; null if unknown. */
export const filterModel = (db: Db, uid: string): FilterModel | null => {
  const model = modelOf(db.strapi, uid);
  const known = model !== null && (model.modelType === 'component' || isSiteContent(uid));
  return known ? describeModels(db.strapi)(uid) : null;
};
