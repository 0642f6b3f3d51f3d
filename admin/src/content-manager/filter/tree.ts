/** A Strapi filter as it is stored: `{ tier: { $eq: 'gold' } }`, groups under `$and` and `$or`. */
export type Filter = { [key: string]: unknown };

export type Join = '$and' | '$or';

/** One comparison. `path` leads through relations and components to the compared attribute. */
export type Condition = {
  kind: 'condition';
  id: string;
  path: string[];
  operator: string;
  value: unknown;
};

/**
 * Conditions joined by and/or. With a `scope` they speak of one related record: "one tag that is
 * both", which is not the same as "a tag that is this and a tag that is that".
 */
export type Group = {
  kind: 'group';
  id: string;
  join: Join;
  scope: string[];
  children: Node[];
};

/** What the builder cannot show: kept as it is, shown as JSON. */
type Opaque = { kind: 'opaque'; id: string; filter: Filter };

export type Node = Condition | Group | Opaque;

let lastId = 0;
const newId = () => `node-${(lastId += 1)}`;

export const emptyCondition = (): Condition => ({
  kind: 'condition',
  id: newId(),
  path: [],
  operator: '',
  value: undefined,
});

export const newGroup = (join: Join, children: Node[], scope: string[] = []): Group => ({
  kind: 'group',
  id: newId(),
  join,
  scope,
  children,
});

const opaque = (filter: Filter): Opaque => ({ kind: 'opaque', id: newId(), filter });

export const isFilter = (value: unknown): value is Filter =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isJoin = (key: string): key is Join => key === '$and' || key === '$or';

const isComparison = (key: string) => key.startsWith('$') && !isJoin(key) && key !== '$not';

const condition = (path: string[], operator: string, value: unknown): Condition => ({
  ...emptyCondition(),
  path,
  operator,
  value,
});

/** Whether this or anything below it cannot be shown. */
export const hasOpaque = (node: Node): boolean =>
  node.kind === 'opaque' || (node.kind === 'group' && node.children.some(hasOpaque));

const below = (attribute: string, inner: Node): Node => {
  if (inner.kind === 'condition') return { ...inner, path: [attribute, ...inner.path] };
  if (inner.kind === 'group') return { ...inner, scope: [attribute, ...inner.scope] };
  return inner;
};

const parseComparisons = (attribute: string, comparisons: Filter): Node => {
  const conditions = Object.entries(comparisons).map(([operator, value]) =>
    condition([attribute], operator, value)
  );
  const [only, ...more] = conditions;
  if (!only) return condition([attribute], '', undefined);
  return more.length ? newGroup('$and', conditions) : only;
};

const parseAttribute = (attribute: string, value: unknown): Node => {
  if (['string', 'number', 'boolean'].includes(typeof value)) {
    return condition([attribute], '$eq', value);
  }
  if (!isFilter(value)) return opaque({ [attribute]: value });
  if (Object.keys(value).every(isComparison)) return parseComparisons(attribute, value);
  const inner = parse(value);
  return hasOpaque(inner) ? opaque({ [attribute]: value }) : below(attribute, inner);
};

const parseEntry = (key: string, value: unknown): Node => {
  if (!key.startsWith('$')) return parseAttribute(key, value);
  if (isJoin(key) && Array.isArray(value) && value.every(isFilter)) {
    return newGroup(key, value.map(parse));
  }
  return opaque({ [key]: value });
};

const parse = (filter: Filter): Node => {
  const nodes = Object.entries(filter).map(([key, value]) => parseEntry(key, value));
  const [only, ...more] = nodes;
  if (!only) return emptyCondition();
  return more.length ? newGroup('$and', nodes) : only;
};

/** The tree of a stored filter; its root is always a group about the record itself. */
export const fromFilter = (filter: Filter): Group => {
  const node = parse(filter);
  return node.kind === 'group' && !node.scope.length ? node : newGroup('$and', [node]);
};

const wrap = (path: string[], inner: Filter): Filter =>
  path.reduceRight<Filter>((wrapped, attribute) => ({ [attribute]: wrapped }), inner);

const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (typeof value === 'number' && Number.isNaN(value)) ||
  (Array.isArray(value) && (value.length === 0 || value.some(isBlank)));

/** Whether nothing is left to be chosen or typed. */
export const isComplete = (node: Node): boolean => {
  if (node.kind === 'opaque') return true;
  if (node.kind === 'group') return node.children.length > 0 && node.children.every(isComplete);
  return node.path.length > 0 && node.operator !== '' && !isBlank(node.value);
};

/**
 * The filter of a tree. What is incomplete becomes an empty object, which the server refuses:
 * left out, it would quietly make the audience larger.
 */
export const toFilter = (node: Node): Filter => {
  if (node.kind === 'opaque') return node.filter;
  if (node.kind === 'group') return wrap(node.scope, { [node.join]: node.children.map(toFilter) });
  return wrap(node.path, isComplete(node) ? { [node.operator]: node.value } : {});
};
