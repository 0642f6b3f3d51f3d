import { computedSource } from '../../core/mapping/computed';
import { fieldTypesFor, type Source } from '../../core/mapping/mapping';
import { notFound } from '../../core/problem';
import { sourcesBelow } from '../../store/mapping-sources';
import type { Deps } from '../deps';
import { computedFieldsOf, sourceFinder } from './resolve';

/** A leaf of the tree of sources, or a branch to be asked for with its path. */
export type DescribedSource = { path: string; label: string } & (
  | { kind: 'relation' | 'component' }
  | {
      kind: 'attribute' | 'computed';
      type: Source['type'];
      feeds: string[];
      twoWay: boolean;
    }
);

/**
 * One level of what a collection offers to mappings; computed fields stand on the first one. Private
 * attributes, passwords and ways to several records are not among it.
 * @throws Problem NOT_FOUND
 */
export const describeSources = (
  deps: Deps,
  collection: string,
  path: string
): DescribedSource[] => {
  const nodes = sourcesBelow(deps.repositories.db, collection, path);
  if (!nodes) throw notFound('The collection');
  const below = nodes.map((node): DescribedSource => {
    if (node.kind !== 'attribute') return node;
    return leaf('attribute', node.source);
  });
  return path === '' ? [...below, ...computedLeaves(deps, collection)] : below;
};

const computedLeaves = (deps: Deps, collection: string): DescribedSource[] => {
  const find = sourceFinder(deps, collection);
  return [...computedFieldsOf(deps, collection)].flatMap(([name, field]) => {
    const source = computedSource(name, field);
    return find(source.path) === null ? [] : [leaf('computed', source)];
  });
};

const leaf = (kind: 'attribute' | 'computed', source: Source): DescribedSource => {
  const { path, label, type, own } = source;
  const last = label.split(' › ').pop() ?? label;
  return { kind, path, label: last, type, feeds: fieldTypesFor(type), twoWay: own };
};
