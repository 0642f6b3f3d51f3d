import { Box, Button, Flex, Loader } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { useCallback, useEffect } from 'react';
import { useDotmailerOpenStudioMutation } from '../../api/studio';
import { Notice } from '../../components/Notice';
import { useProblemText } from '../../components/problem-text';
import { useText } from '../../text';
import { ConnectButton } from './Connect';
import { useBlocked } from './use-blocked';
import type { StudioIntegration } from '../../../../contracts/studio';

/**
 * All that an editor of e-mails needs, but for leading the panel's own window away. The application
 * is of another origin than the panel, so that it may have its own storage.
 */
const SANDBOX = [
  'allow-scripts',
  'allow-same-origin',
  'allow-forms',
  'allow-modals',
  'allow-downloads',
  'allow-popups',
  'allow-popups-to-escape-sandbox',
  'allow-storage-access-by-user-activation',
].join(' ');

/** Less is no room to work in: the page scrolls then. */
const LOWEST = '32rem';

const Frame = ({ title, url }: { title: string; url: string }) => {
  const text = useText();
  const isBlocked = useBlocked();
  if (isBlocked)
    return (
      <Notice
        variant="warning"
        title={text('dotmailer.studio.blocked')}
        action={
          <Button
            variant="secondary"
            startIcon={<ArrowClockwise />}
            onClick={() => window.location.reload()}
          >
            {text('dotmailer.studio.reload')}
          </Button>
        }
      >
        {text('dotmailer.studio.blocked.body', { host: new URL(url).host })}
      </Notice>
    );
  return (
    <Box
      tag="iframe"
      title={title}
      src={url}
      sandbox={SANDBOX}
      allow="clipboard-write; fullscreen"
      referrerPolicy="no-referrer"
      flex="1"
      width="100%"
      minHeight={LOWEST}
      background="neutral0"
      borderColor="neutral200"
      hasRadius
    />
  );
};

type Props = {
  integration: StudioIntegration;
  /** Told when the application cannot be entered. */
  onProblem: (error: unknown) => void;
};

/** The vendor's application in a frame that fills the page, opened with a new token each visit. */
export const Application = ({ integration: { id, name }, onProblem }: Props) => {
  const text = useText();
  const problemText = useProblemText();
  const [open, { data, error }] = useDotmailerOpenStudioMutation();
  const enter = useCallback(async () => {
    const result = await open(id);
    if ('error' in result) onProblem(result.error);
  }, [open, id, onProblem]);
  useEffect(() => {
    void enter();
  }, [enter]);

  if (data) return <Frame title={text('dotmailer.studio.frame', { name })} url={data.url} />;
  if (!error)
    return (
      <Flex flex="1" justifyContent="center" minHeight={LOWEST} aria-busy>
        <Loader>{text('dotmailer.studio.opening')}</Loader>
      </Flex>
    );
  return (
    <Notice
      variant="danger"
      title={text('dotmailer.studio.notOpened')}
      action={
        <Flex gap={2} wrap="wrap">
          <Button variant="secondary" startIcon={<ArrowClockwise />} onClick={enter}>
            {text('dotmailer.action.retry')}
          </Button>
          <ConnectButton id={id} label={text('dotmailer.studio.connectAgain')} />
        </Flex>
      }
    >
      {problemText(error)}
    </Notice>
  );
};
