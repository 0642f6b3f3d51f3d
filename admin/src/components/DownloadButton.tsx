import { Button } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { useDotmailerDownloadMutation } from '../api/download';
import { useText } from '../text';
import { useFeedback } from './feedback';

type Props = {
  /** Endpoint that answers the file. */
  path: string;
  /** What the file is narrowed to: what the table beside it shows. */
  params?: object;
  disabled?: boolean;
};

/** Saves what a table shows, all of its pages, as a CSV file. */
export const DownloadButton = ({ path, params, disabled = false }: Props) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const [download, { isLoading }] = useDotmailerDownloadMutation();
  const start = async () => {
    const result = await download({ path, params });
    if ('error' in result) failed(result.error);
    else succeeded(text('dotmailer.campaigns.downloaded'));
  };
  return (
    <Button
      variant="secondary"
      startIcon={<Download />}
      loading={isLoading}
      disabled={disabled}
      onClick={start}
    >
      {text('dotmailer.campaigns.download')}
    </Button>
  );
};
