import type { Source, SourceType } from '../core/mapping/mapping';
import type { Db } from './db';
import { followPath, READABLE_TYPES, stepOf, type Field } from './list-query/fields';
import {
  attributesOf,
  isHostCollection,
  labelOf,
  modelOf,
  SYSTEM_ATTRIBUTES,
  type Model,
} from './list-query/models';

const TYPES: Record<string, SourceType> = {
  enumeration: 'enumeration',
  boolean: 'boolean',
  integer: 'number',
  biginteger: 'number',
  float: 'number',
  decimal: 'number',
  date: 'date',
  datetime: 'datetime',
  timestamp: 'datetime',
  time: 'time',
};

const typeOf = ({ type }: Pick<Field, 'type'>): SourceType => TYPES[type] ?? 'text';

/** Attributes of Strapi's own that say nothing about a person. */
const HIDDEN = [...SYSTEM_ATTRIBUTES, 'id', 'documentId'];

const sourceOf = (path: string, field: Field): Source => ({
  path,
  label: path.split('.').map(labelOf).join(' › '),
  type: typeOf(field),
  own:
    field.steps.length === 0 &&
    field.type !== 'email' &&
    !['createdAt', 'updatedAt'].includes(path),
});

const hostModel = (db: Db, collection: string): Model | null => {
  const model = modelOf(db.strapi, collection);
  return model && isHostCollection(model) ? model : null;
};

/** Name of a collection that can be mapped; null when there is none of that uid. */
export const collectionName = (db: Db, collection: string): string | null =>
  hostModel(db, collection)?.info.displayName ?? null;

/** What a path of a collection names. Private attributes and passwords are as good as not there. */
export const findSource = (db: Db, collection: string, path: string): Source | 'many' | null => {
  const model = hostModel(db, collection);
  if (!model || path.split('.').some((name) => HIDDEN.includes(name))) return null;
  const field = followPath(db, model, path, READABLE_TYPES);
  return field === null || field === 'many' ? field : sourceOf(path, field);
};

/** One branch of the tree of sources, or one of its leaves. */
export type SourceNode =
  | { kind: 'attribute'; source: Source }
  | { kind: 'relation' | 'component'; path: string; label: string };

/**
 * What lies below a path of a collection (blank: the collection itself), in the order of the schema.
 * Null when the path leads nowhere.
 */
export const sourcesBelow = (db: Db, collection: string, path: string): SourceNode[] | null => {
  const steps = path === '' ? [] : path.split('.');
  let model = hostModel(db, collection);
  for (const name of steps) {
    const step = model && stepOf(db, model, name);
    if (!step || step === 'many') return null;
    model = step.target;
  }
  if (!model) return null;
  const at = model;
  return [...attributesOf(at).keys()]
    .filter((name) => !HIDDEN.includes(name))
    .flatMap((name): SourceNode[] => {
      const whole = [...steps, name].join('.');
      const source = findSource(db, collection, whole);
      if (source && source !== 'many') return [{ kind: 'attribute', source }];
      const step = stepOf(db, at, name);
      if (!step || step === 'many') return [];
      return [{ kind: step.kind, path: whole, label: labelOf(name) }];
    });
};

/**
 * What somebody must be allowed to read to see the value of a path: a field of the collection, and of
 * what each relation on the way leads to. Components belong to whatever holds them.
 */
export const readsOf = (
  db: Db,
  collection: string,
  path: string
): { uid: string; field: string }[] => {
  const model = hostModel(db, collection);
  const found = model && followPath(db, model, path, READABLE_TYPES);
  if (!found || found === 'many') return [];
  const reads: { uid: string; field: string }[] = [];
  let uid = collection;
  let within = '';
  for (const { kind, attribute, target } of found.steps) {
    if (kind === 'component') within += `${attribute}.`;
    else {
      reads.push({ uid, field: within + attribute });
      uid = target.uid;
      within = '';
    }
  }
  return [...reads, { uid, field: within + found.attribute }];
};
