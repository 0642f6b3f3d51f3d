import {
  Field,
  SingleSelect,
  SingleSelectOption,
  TextInput,
  Typography,
} from '@strapi/design-system';
import { useState } from 'react';
import type { MarketingCampaign } from '../../../../contracts/marketing-campaigns';
import { useDotmailerMergeMarketingCampaignsMutation } from '../../api/marketing-campaigns';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useFeedback } from '../../components/feedback';
import { useText } from '../../text';
import { NAME_LENGTH } from './name-length';

type Props = { groups: MarketingCampaign[]; onClose: () => void };

/** The one that is proposed to stay: what was sent first. */
const firstOf = (groups: MarketingCampaign[]): MarketingCampaign | undefined =>
  [...groups].sort((one, other) => (one.sentAt ?? '~').localeCompare(other.sentAt ?? '~'))[0];

/** Which of several marketing campaigns stays, under which name, and what becomes of the figures. */
export const MergeDialog = ({ groups, onClose }: Props) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const [merge, { isLoading }] = useDotmailerMergeMarketingCampaignsMutation();
  const [kept, setKept] = useState(() => firstOf(groups));
  /** Null while it is that of the one that stays. */
  const [typed, setTyped] = useState<string | null>(null);
  if (!kept) return null;
  const name = typed ?? kept.name;
  const campaigns = groups.reduce((sum, group) => sum + group.campaigns, 0);

  const confirm = async () => {
    const ids = groups.map(({ id }) => id);
    const answer = await merge({ ids, intoId: kept.id, name: name.trim() });
    if ('error' in answer) failed(answer.error);
    else succeeded(text('dotmailer.marketing.merged', { count: groups.length, name: name.trim() }));
    onClose();
  };

  return (
    <ConfirmDialog
      title={text('dotmailer.marketing.merge.title', { count: groups.length })}
      label={text('dotmailer.marketing.merge')}
      isDanger={false}
      isRunning={isLoading}
      isDisabled={!name.trim()}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Field.Root name="kept" required>
        <Field.Label>{text('dotmailer.marketing.merge.kept')}</Field.Label>
        <SingleSelect
          value={String(kept.id)}
          onChange={(id) => setKept(groups.find((group) => String(group.id) === String(id)))}
        >
          {groups.map((group) => (
            <SingleSelectOption key={group.id} value={String(group.id)}>
              {group.name}
            </SingleSelectOption>
          ))}
        </SingleSelect>
      </Field.Root>
      <Field.Root name="name" required>
        <Field.Label>{text('dotmailer.marketing.merge.name')}</Field.Label>
        <TextInput
          value={name}
          maxLength={NAME_LENGTH}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </Field.Root>
      <Typography tag="p">{text('dotmailer.marketing.merge.counters', { campaigns })}</Typography>
      <Typography tag="p">{text('dotmailer.marketing.merge.unique')}</Typography>
      <Typography tag="p" variant="pi" textColor="neutral600">
        {text('dotmailer.marketing.merge.back')}
      </Typography>
    </ConfirmDialog>
  );
};
