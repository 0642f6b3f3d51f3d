import { Typography } from '@strapi/design-system';
import type { MarketingCampaignDetail } from '../../../../contracts/marketing-campaigns';
import { useDotmailerSplitMarketingCampaignMutation } from '../../api/marketing-campaigns';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useFeedback } from '../../components/feedback';
import { useText } from '../../text';

type Props = { group: MarketingCampaignDetail; onClose: () => void };

/** Asks before the campaigns of a marketing campaign are on their own again. */
export const SplitDialog = ({ group, onClose }: Props) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const [split, { isLoading }] = useDotmailerSplitMarketingCampaignMutation();

  const confirm = async () => {
    const answer = await split(group.id);
    if ('error' in answer) failed(answer.error);
    else succeeded(text('dotmailer.marketing.split.done', { count: answer.data.split }));
    onClose();
  };

  return (
    <ConfirmDialog
      title={text('dotmailer.marketing.split.title', { name: group.name })}
      label={text('dotmailer.marketing.split')}
      isDanger={false}
      isRunning={isLoading}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Typography tag="p">
        {text('dotmailer.marketing.split.effect', { campaigns: group.campaigns })}
      </Typography>
      <Typography tag="p">{text('dotmailer.marketing.split.kept')}</Typography>
    </ConfirmDialog>
  );
};
