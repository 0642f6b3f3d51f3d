import { Button } from '@strapi/design-system';
import { Link } from '@strapi/icons';
import { useDotmailerConnectStudioMutation } from '../../api/studio';
import { EmptyState } from '../../components/EmptyState';
import { useFeedback } from '../../components/feedback';
import { useText } from '../../text';
import type { StudioIntegration } from '../../../../contracts/studio';

type ButtonProps = { id: number; label: string };

/** Leaves the panel for the vendor's sign-in, which leads back here. */
export const ConnectButton = ({ id, label }: ButtonProps) => {
  const { failed } = useFeedback();
  const [connect, { isLoading }] = useDotmailerConnectStudioMutation();
  const start = async () => {
    const result = await connect(id);
    if ('error' in result) failed(result.error);
    else window.location.assign(result.data.url);
  };
  return (
    <Button startIcon={<Link />} loading={isLoading} onClick={start}>
      {label}
    </Button>
  );
};

type Props = {
  integration: StudioIntegration;
  /** Whether there was a connection, or a try. */
  isAgain: boolean;
};

export const Connect = ({ integration: { id, name }, isAgain }: Props) => {
  const text = useText();
  return (
    <EmptyState
      content={text('dotmailer.studio.not-connected', { name })}
      action={
        <ConnectButton
          id={id}
          label={text(isAgain ? 'dotmailer.studio.connectAgain' : 'dotmailer.studio.connect')}
        />
      }
    />
  );
};
