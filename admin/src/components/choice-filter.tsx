import { InputRenderer, type Filters } from '@strapi/strapi/admin';
import { useDotmailerIntegrationsQuery } from '../api/integrations';
import { useCan } from '../permissions';
import { useText } from '../text';

type Choice = { value: string; label: string };

/**
 * Strapi's own input for a choice. Given as a custom one, because only then do the tags of chosen
 * filters show an option's label in place of its value.
 */
const ChoiceInput = ({ name, options = [], 'aria-label': label }: Filters.ValueInputProps) => (
  <InputRenderer
    type="enumeration"
    name={name}
    aria-label={label}
    options={options.map((option) =>
      typeof option === 'string' ? { value: option } : { ...option }
    )}
  />
);

/** Makes filters of Strapi's filter bar that are "<label> is <one of the choices>". */
export const useChoiceFilter = () => {
  const text = useText();
  return (name: string, label: string, options: Choice[]): Filters.Filter => ({
    name,
    label,
    options,
    type: 'enumeration',
    input: ChoiceInput,
    operators: [{ label: text('dotmailer.filter.is'), value: '$eq' }],
  });
};

/** Makes filters "<label> is yes" and "is no". */
export const useYesNoFilter = () => {
  const text = useText();
  const filter = useChoiceFilter();
  return (name: string, label: string): Filters.Filter =>
    filter(name, label, [
      { value: 'yes', label: text('dotmailer.yes') },
      { value: 'no', label: text('dotmailer.no') },
    ]);
};

/** The filter `integrationId`, where there are several and the person may see them; else none. */
export const useIntegrationFilter = (): Filters.Filter[] => {
  const text = useText();
  const filter = useChoiceFilter();
  const canSeeIntegrations = useCan('integrations.read');
  const { data: integrations = [] } = useDotmailerIntegrationsQuery(undefined, {
    skip: !canSeeIntegrations,
  });
  if (integrations.length < 2) return [];
  const choices = integrations.map(({ id, name }) => ({ value: String(id), label: name }));
  return [filter('integrationId', text('dotmailer.integration'), choices)];
};
