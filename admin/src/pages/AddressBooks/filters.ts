import type { Filters } from '@strapi/strapi/admin';
import {
  useChoiceFilter,
  useIntegrationFilter,
  useYesNoFilter,
} from '../../components/choice-filter';
import { useVisibilities } from '../../components/visibility';
import { useText } from '../../text';

export const FILTERS = ['connected', 'vanished', 'visibility', 'integrationId'] as const;

/** What the address books can be filtered by; integrations only for those who may see them. */
export const useFilterOptions = (): Filters.Filter[] => {
  const text = useText();
  const filter = useChoiceFilter();
  const yesNo = useYesNoFilter();
  const integration = useIntegrationFilter();
  const visibilities = useVisibilities();
  return [
    yesNo('connected', text('dotmailer.books.filter.connected')),
    yesNo('vanished', text('dotmailer.vanished')),
    filter('visibility', text('dotmailer.visibility'), visibilities),
    ...integration,
  ];
};
