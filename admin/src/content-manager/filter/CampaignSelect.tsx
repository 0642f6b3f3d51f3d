import { Combobox, ComboboxOption, Field } from '@strapi/design-system';
import { useDebounce } from '@strapi/strapi/admin';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { SentCampaigns } from '../../../../contracts/marketing-lists';
import { useDotmailerSentCampaignsQuery } from '../../api/lists';
import { useProblemText } from '../../components/problem-text';
import { useText } from '../../text';
import { NO_CAMPAIGN } from './activity';

type Campaign = SentCampaigns[number];

type Props = {
  /** documentId; empty while none is chosen. */
  value: string;
  disabled: boolean;
  onChange: (id: string) => void;
};

/** The chosen campaign, for its name: it need not be among those that are offered. */
const useChosen = (id: string) => {
  const { currentData, isFetching } = useDotmailerSentCampaignsQuery(
    { id },
    { skip: id === NO_CAMPAIGN }
  );
  const campaign = currentData?.[0] ?? null;
  return { campaign, isGone: id !== NO_CAMPAIGN && !isFetching && currentData?.length === 0 };
};

const useOptionText = () => {
  const text = useText();
  const { formatDate } = useIntl();
  return ({ name, sentAt, integrationName }: Campaign): string =>
    text('dotmailer.filter.activity.campaign.option', {
      name,
      integration: integrationName,
      date: sentAt ? formatDate(sentAt, { dateStyle: 'medium' }) : '',
    });
};

/** A campaign that people were sent, found by its name or subject. */
export const CampaignSelect = ({ value, disabled, onChange }: Props) => {
  const text = useText();
  const problemText = useProblemText();
  const optionText = useOptionText();
  const { campaign, isGone } = useChosen(value);
  /** Null while nobody types: the chosen campaign's name stands there. */
  const [typed, setTyped] = useState<string | null>(null);
  const search = useDebounce(typed ?? '', 300).trim();
  const { data, error, isFetching } = useDotmailerSentCampaignsQuery({
    search: search || undefined,
  });
  const offered = data ?? [];
  const isOffered = offered.some(({ id }) => id === campaign?.id);
  const options = campaign && !isOffered ? [campaign, ...offered] : offered;
  const problem = isGone
    ? text('dotmailer.filter.activity.campaign.gone')
    : error && problemText(error);

  const choose = (id: string) => {
    setTyped(null);
    onChange(id);
  };

  return (
    <Field.Root error={problem || undefined}>
      <Combobox
        aria-label={text('dotmailer.filter.activity.campaign')}
        placeholder={text('dotmailer.filter.activity.campaign.choose')}
        autocomplete={{ type: 'list', filter: 'contains' }}
        value={value}
        textValue={typed ?? campaign?.name ?? ''}
        onTextValueChange={setTyped}
        disabled={disabled}
        loading={isFetching}
        loadingMessage={text('dotmailer.filter.activity.campaign.loading')}
        noOptionsMessage={() => text('dotmailer.filter.activity.campaign.none')}
        clearLabel={text('dotmailer.filter.clear')}
        onClear={() => choose(NO_CAMPAIGN)}
        onChange={(id) => choose(id ?? NO_CAMPAIGN)}
      >
        {options.map((option) => (
          <ComboboxOption key={option.id} value={option.id} textValue={option.name}>
            {optionText(option)}
          </ComboboxOption>
        ))}
      </Combobox>
      <Field.Error />
    </Field.Root>
  );
};
