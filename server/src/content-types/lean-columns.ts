/**
 * Tables without Strapi's document machinery: no documentId, no relations, no webhooks, no
 * Content Manager. Column types: `ms` columns are epoch milliseconds in a double, which compares
 * alike on SQLite, PostgreSQL and MySQL. Every index is a database index.
 *
 * Strings in unique keys stay at 191 characters or less, for MySQL's index length with utf8mb4.
 */
export type Attribute = { type: string; column?: Record<string, unknown> } & Record<
  string,
  unknown
>;
type LeanModel = {
  uid: string;
  singularName: string;
  tableName: string;
  attributes: Record<string, Attribute>;
  indexes: { name: string; columns: string[]; type?: 'unique' }[];
};

const id: Attribute = { type: 'increments' };
export const int: Attribute = { type: 'integer' };
export const requiredInt: Attribute = { type: 'integer', column: { notNullable: true } };
/** Epoch milliseconds. */
export const ms: Attribute = { type: 'float' };
export const flag: Attribute = { type: 'boolean', column: { notNullable: true, defaultTo: false } };
export const text: Attribute = { type: 'text' };
export const key = (size: number): Attribute => ({ type: 'string', column: { args: [size] } });
export const requiredKey = (size: number): Attribute => ({
  type: 'string',
  column: { args: [size], notNullable: true },
});

export const model = (
  name: string,
  tableName: string,
  attributes: Record<string, Attribute>,
  indexes: LeanModel['indexes']
): LeanModel => ({
  uid: `plugin::dotmailer.${name}`,
  singularName: name,
  tableName,
  // Strapi writes column names into these objects: shared ones would end up with one name.
  attributes: Object.fromEntries(
    Object.entries({ id, ...attributes }).map(([name, attribute]) => [name, { ...attribute }])
  ),
  indexes,
});
