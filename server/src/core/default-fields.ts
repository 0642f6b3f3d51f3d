/**
 * Which attributes fill the vendor's default data fields, as long as a collection has no mapping of
 * its own. Answers data field -> attributes, joined by a space; only fields whose attributes exist.
 */
export const defaultFields = (attributes: string[]): Record<string, string[]> => {
  const find = (...names: string[]) =>
    names.map((name) => attributes.find((attribute) => plain(attribute) === name)).find(Boolean);
  const first = find('firstname', 'givenname');
  const last = find('lastname', 'familyname', 'surname');
  const full = find('fullname');

  const fields: Record<string, string[]> = {};
  if (first) fields.FIRSTNAME = [first];
  if (last) fields.LASTNAME = [last];
  if (full) fields.FULLNAME = [full];
  else if (first && last) fields.FULLNAME = [first, last];
  return fields;
};

const plain = (attribute: string): string => attribute.toLowerCase().replace(/[^a-z]/g, '');
