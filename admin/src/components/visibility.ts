import { useText } from '../text';

/** The vendor's two visibilities, as choices of a filter or an input. */
export const useVisibilities = (): { value: 'Private' | 'Public'; label: string }[] => {
  const text = useText();
  return [
    { value: 'Private', label: text('dotmailer.visibility.Private') },
    { value: 'Public', label: text('dotmailer.visibility.Public') },
  ];
};

/** Words of a visibility; one this panel has never heard of is named as it is. */
export const useVisibilityText = () => {
  const visibilities = useVisibilities();
  return (value: string | null): string =>
    visibilities.find((known) => known.value === value)?.label ?? value ?? '–';
};
