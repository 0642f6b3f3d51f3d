import type { Filters } from '@strapi/strapi/admin';
import {
  useChoiceFilter,
  useIntegrationFilter,
  useYesNoFilter,
} from '../../components/choice-filter';
import { useTypes } from '../../components/field-types';
import { useVisibilities } from '../../components/visibility';
import { useText } from '../../text';

export const FILTERS = ['type', 'visibility', 'vanished', 'integrationId'] as const;

/** What the data fields can be filtered by. */
export const useFilterOptions = (): Filters.Filter[] => {
  const text = useText();
  const filter = useChoiceFilter();
  const yesNo = useYesNoFilter();
  const integration = useIntegrationFilter();
  const types = useTypes();
  const visibilities = useVisibilities();
  return [
    filter('type', text('dotmailer.fields.column.type'), types),
    filter('visibility', text('dotmailer.visibility'), visibilities),
    yesNo('vanished', text('dotmailer.vanished')),
    ...integration,
  ];
};
