import type { Filters } from '@strapi/strapi/admin';
import { useDotmailerIntegrationsQuery } from '../../api/integrations';
import { useChoiceFilter, type Choice } from '../../components/choice-filter';
import { useCan } from '../../permissions';
import { useText } from '../../text';

export const FILTERS = ['connected', 'vanished', 'visibility', 'integrationId'] as const;

/** What the address books can be filtered by; integrations only for those who may see them. */
export const useFilterOptions = (): Filters.Filter[] => {
  const text = useText();
  const filter = useChoiceFilter();
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
