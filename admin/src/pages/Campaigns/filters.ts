import type { Filters } from '@strapi/strapi/admin';
import { useDotmailerCampaignChoicesQuery } from '../../api/campaigns';
import {
  useChoiceFilter,
  useIntegrationFilter,
  useYesNoFilter,
} from '../../components/choice-filter';
import { useText } from '../../text';
import { useStatusText } from './words';

export const FILTERS = ['status', 'listId', 'gone', 'integrationId'] as const;

/** What campaigns can be filtered by: states and lists that there are. */
export const useFilterOptions = (): Filters.Filter[] => {
  const text = useText();
  const filter = useChoiceFilter();
  const yesNo = useYesNoFilter();
  const integration = useIntegrationFilter();
  const statusText = useStatusText();
  const { data } = useDotmailerCampaignChoicesQuery();
  const { statuses, lists } = data ?? { statuses: [], lists: [] };
  return [
    filter(
      'status',
      text('dotmailer.campaigns.column.status'),
      statuses.map((value) => ({ value, label: statusText(value) }))
    ),
    filter(
      'listId',
      text('dotmailer.runs.column.list'),
      lists.map(({ id, name }) => ({ value: id, label: name }))
    ),
    yesNo('gone', text('dotmailer.campaigns.filter.gone')),
    ...integration,
  ];
};
