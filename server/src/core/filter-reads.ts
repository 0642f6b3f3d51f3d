import type { DescribeModel, Where } from './filter';

/** One field of one type; components belong to whatever holds them: `address.city`. */
export type Read = { uid: string; field: string };

const isObject = (value: unknown): value is Where =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every field that a checked filter asks about, of the collection and of what its relations lead to. */
export const readsOfFilter = (where: Where, uid: string, describe: DescribeModel): Read[] => {
  const reads: Read[] = [];

  /** `type` describes the keys; `owner` holds them, in `within` when `type` is a component of it. */
  const walk = (value: unknown, type: string, owner: string, within: string): void => {
    if (Array.isArray(value)) return value.forEach((part) => walk(part, type, owner, within));
    if (!isObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === '$and' || key === '$or' || key === '$not') walk(inner, type, owner, within);
      const attribute = describe(type)?.attributes.get(key);
      if (!attribute) continue;
      const field = within + key;
      if (attribute.kind !== 'component') reads.push({ uid: owner, field });
      if (attribute.kind === 'component') walk(inner, attribute.target, owner, `${field}.`);
      if (attribute.kind === 'relation') walk(inner, attribute.target, attribute.target, '');
    }
  };

  walk(where, uid, uid, '');
  return reads;
};
