import type { HostCollection } from '../../../../contracts/marketing-lists';

/** The address field a new list starts with. */
export const suggestedEmailField = (collection: HostCollection): string => {
  const { emailFields } = collection;
  const field = emailFields.find(({ suggested }) => suggested) ?? emailFields[0];
  return field?.path ?? '';
};

/** The locale a new list starts with: the view's, else the first. */
export const suggestedLocale = (collection: HostCollection, ofView: string | null) => {
  const { locales } = collection;
  if (!locales) return null;
  return ofView && locales.includes(ofView) ? ofView : (locales[0] ?? null);
};
