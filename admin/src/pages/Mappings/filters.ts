import type { Filters } from '@strapi/strapi/admin';
import {
  useDotmailerMappableCollectionsQuery,
  useDotmailerMappableIntegrationsQuery,
} from '../../api/mappings';
import { useChoiceFilter } from '../../components/choice-filter';
import { useText } from '../../text';

export const FILTERS = ['collection', 'integrationId'] as const;

/** What the mappings can be filtered by; integrations where there are several. */
export const useFilterOptions = (): Filters.Filter[] => {
  const text = useText();
  const filter = useChoiceFilter();
  const { data: collections = [] } = useDotmailerMappableCollectionsQuery();
  const { data: integrations = [] } = useDotmailerMappableIntegrationsQuery();
  const byCollection = filter(
    'collection',
    text('dotmailer.mappings.column.collection'),
    collections.map(({ uid, displayName }) => ({ value: uid, label: displayName }))
  );
  const byIntegration = filter(
    'integrationId',
    text('dotmailer.integration'),
    integrations.map(({ id, name }) => ({ value: String(id), label: name }))
  );
  return integrations.length > 1 ? [byCollection, byIntegration] : [byCollection];
};
