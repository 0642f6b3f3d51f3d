import { operatorsOf, type ScalarKind } from '../../core/filter-operands';
import type { FilterAttribute } from '../../core/filter';
import { notFound } from '../../core/problem';
import { filterModel, hostCollections, type HostCollection } from '../../store/list-query';
import type { Deps } from '../deps';

/** One attribute the filter builder offers; `type` says what its operands look like. */
type DescribedAttribute = {
  name: string;
  label: string;
  type:
    | Exclude<ScalarKind, 'documentId' | 'rowId' | 'integer' | 'biginteger'>
    | 'relation'
    | 'component';
  operators: string[];
  values?: string[];
  target?: string;
  many?: boolean;
};

const EMPTINESS = ['$null', '$notNull'];

/** Collections a marketing list can be made of. */
export const describeCollections = (deps: Deps): Promise<HostCollection[]> =>
  hostCollections(deps.repositories.db);

const typeOf = (kind: ScalarKind): DescribedAttribute['type'] => {
  if (kind === 'integer' || kind === 'biginteger') return 'number';
  return kind === 'documentId' || kind === 'rowId' ? 'string' : kind;
};

const describe = (name: string, attribute: FilterAttribute): DescribedAttribute[] => {
  const { label } = attribute;
  if ('why' in attribute || attribute.kind === 'rowId') return [];
  if ('target' in attribute) {
    const { kind, target, many } = attribute;
    return [{ name, label, type: kind, operators: EMPTINESS, target, many }];
  }
  const { kind, values } = attribute;
  const operators = operatorsOf(kind);
  return [{ name, label, type: typeOf(kind), operators, ...(values ? { values } : {}) }];
};

/**
 * What the filter builder may offer of a collection, a relation's target or a component. Passwords,
 * private attributes and types that cannot be compared are not among it.
 */
export const describeAttributes = (deps: Deps, uid: string): DescribedAttribute[] => {
  const model = filterModel(deps.repositories.db, uid);
  if (!model) throw notFound('The collection');
  return [...model.attributes].flatMap(([name, attribute]) => describe(name, attribute));
};
