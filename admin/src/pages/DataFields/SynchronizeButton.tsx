import { Button } from '@strapi/design-system';
import { ArrowsCounterClockwise } from '@strapi/icons';
import { useDotmailerSynchronizeDataFieldsMutation } from '../../api/data-fields';
import { useFeedback } from '../../components/feedback';
import { useOverview } from '../../components/overview';
import { useText } from '../../text';

/** Reads the data fields of every active integration; `isBusy` while that goes on. */
export const SynchronizeButton = ({ isBusy }: { isBusy: boolean }) => {
  const text = useText();
  const { succeeded, failed, failedWith } = useFeedback();
  const { data: overview } = useOverview();
  const [synchronize, { isLoading }] = useDotmailerSynchronizeDataFieldsMutation();

  const start = async () => {
    const result = await synchronize();
    if ('error' in result) failed(result.error);
    else if (result.data.queued) succeeded(text('dotmailer.fields.synchronize.queued'));
    else failedWith(text('dotmailer.runs.synchronize.nothing'));
  };
  return (
    <Button
      variant="secondary"
      startIcon={<ArrowsCounterClockwise />}
      disabled={overview?.syncOff === true || overview?.activeIntegrations === 0}
      loading={isLoading || isBusy}
      onClick={start}
    >
      {text('dotmailer.fields.synchronize')}
    </Button>
  );
};
