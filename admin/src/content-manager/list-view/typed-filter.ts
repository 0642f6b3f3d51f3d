import type { FilterAttribute } from '../../../../contracts/marketing-lists';
import { typedValue, arityOf } from '../filter/operators';
import { fromFilter, toFilter, type Filter, type Group, type Node } from '../filter/tree';

/** Finds the attribute a path leads to; undefined when there is none. */
export type FindAttribute = (path: string[]) => Promise<FilterAttribute | undefined>;

const typedNode = async (node: Node, scope: string[], find: FindAttribute): Promise<Node> => {
  if (node.kind === 'opaque') return node;
  if (node.kind === 'group') return typedGroup(node, scope, find);
  const attribute = await find([...scope, ...node.path]);
  if (!attribute) return node;
  const type = arityOf(node.operator) === 'none' ? 'presence' : attribute.type;
  return { ...node, value: typedValue(node.value, type) };
};

const typedGroup = async (group: Group, scope: string[], find: FindAttribute): Promise<Group> => ({
  ...group,
  children: await Promise.all(
    group.children.map((child) => typedNode(child, [...scope, ...group.scope], find))
  ),
});

/**
 * A filter from an address line, where every value is text, with numbers and booleans as the
 * attributes want them: the server takes no text for a boolean, as any text would mean "true".
 */
export const typedFilter = async (filter: Filter, find: FindAttribute): Promise<Filter> =>
  toFilter(await typedGroup(fromFilter(filter), [], find));
