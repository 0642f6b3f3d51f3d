import type { Filters } from '@strapi/strapi/admin';
import { useDotmailerIntegrationsQuery } from '../../api/integrations';
import { useCan } from '../../permissions';
import { useText } from '../../text';

export const FILTERS = ['connected', 'vanished', 'visibility', 'integrationId'] as const;

type Choice = { value: string; label: string };

/** What the address books can be filtered by; integrations only for those who may see them. */
export const useFilterOptions = (): Filters.Filter[] => {
  const text = useText();
  const canSeeIntegrations = useCan('integrations.read');
  const { data: integrations = [] } = useDotmailerIntegrationsQuery(undefined, {
    skip: !canSeeIntegrations,
  });
  const yesNo: Choice[] = [
    { value: 'yes', label: text('dotmailer.yes') },
    { value: 'no', label: text('dotmailer.no') },
  ];
  const visibilities: Choice[] = [
    { value: 'Private', label: text('dotmailer.books.visibility.Private') },
    { value: 'Public', label: text('dotmailer.books.visibility.Public') },
  ];
  const filter = (name: (typeof FILTERS)[number], label: string, options: Choice[]) => ({
    name,
    label,
    options,
    type: 'enumeration' as const,
    operators: [{ label: text('dotmailer.filter.is'), value: '$eq' }],
  });
  return [
    filter('connected', text('dotmailer.books.filter.connected'), yesNo),
    filter('vanished', text('dotmailer.books.filter.vanished'), yesNo),
    filter('visibility', text('dotmailer.books.column.visibility'), visibilities),
    ...(integrations.length > 1
      ? [
          filter(
            'integrationId',
            text('dotmailer.books.column.integration'),
            integrations.map(({ id, name }) => ({ value: String(id), label: name }))
          ),
        ]
      : []),
  ];
};
