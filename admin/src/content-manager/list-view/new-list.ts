import type { HostCollection } from '../../../../contracts/marketing-lists';

/** The e-mail field a new list starts with; none where no field looks like one. */
export const suggestedEmailField = ({ emailFields }: HostCollection): string =>
  emailFields.find(({ suggested }) => suggested)?.path ?? '';

/** The locale a new list starts with: the view's, else the first. */
export const suggestedLocale = (collection: HostCollection, ofView: string | null) => {
  const { locales } = collection;
  if (!locales) return null;
  return ofView && locales.includes(ofView) ? ofView : (locales[0] ?? null);
};
