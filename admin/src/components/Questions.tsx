import { Button, Flex, LinkButton } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { useDotmailerAnswerSiteMutation } from '../api/integrations';
import { useCan } from '../permissions';
import { routes } from '../routes';
import { useText } from '../text';
import { useFeedback } from './feedback';
import { Notice } from './Notice';
import { useOverview } from './overview';
import type { Overview, SiteAnswer } from '../../../contracts/integrations';

type Question = Overview['questions'][number];

const CredentialsQuestion = ({ question }: { question: Question }) => {
  const text = useText();
  const canManage = useCan('integrations.manage');
  return (
    <Notice
      variant="danger"
      title={text('dotmailer.question.credentials.title', { name: question.name })}
      action={
        canManage ? (
          <LinkButton
            tag={NavLink}
            to={routes.integration(question.integrationId)}
            variant="secondary"
            size="S"
          >
            {text('dotmailer.question.credentials.action')}
          </LinkButton>
        ) : null
      }
    >
      {text('dotmailer.question.credentials.body')}
    </Notice>
  );
};

const SiteQuestion = ({ question }: { question: Question }) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const canManage = useCan('integrations.manage');
  const [sendAnswer, { isLoading, originalArgs }] = useDotmailerAnswerSiteMutation();

  const answer = async (given: SiteAnswer['answer']) => {
    const result = await sendAnswer({ id: question.integrationId, answer: given });
    if ('error' in result) failed(result.error);
    else succeeded(text('dotmailer.question.site.answered'));
  };

  const choices = [
    { answer: 'same-site', label: 'dotmailer.question.site.same' },
    { answer: 'copy', label: 'dotmailer.question.site.copy' },
  ] as const;

  return (
    <Notice
      variant="warning"
      title={text('dotmailer.question.site.title', { name: question.name })}
      action={
        canManage ? (
          <Flex gap={2} wrap="wrap">
            {choices.map((choice) => (
              <Button
                key={choice.answer}
                variant="secondary"
                size="S"
                disabled={isLoading}
                loading={isLoading && originalArgs?.answer === choice.answer}
                onClick={() => answer(choice.answer)}
              >
                {text(choice.label)}
              </Button>
            ))}
          </Flex>
        ) : null
      }
    >
      {text('dotmailer.question.site.body', {
        stored: question.storedSiteUrl ?? text('dotmailer.unknown'),
        now: question.siteUrl ?? text('dotmailer.unknown'),
      })}
    </Notice>
  );
};

type Props = {
  /** Only what concerns this integration. */
  integrationId?: number;
};

/** What an administrator has to answer before syncs go on, and the off switch if it is set. */
export const Questions = ({ integrationId }: Props) => {
  const text = useText();
  const { data } = useOverview();
  const questions = (data?.questions ?? []).filter(
    (question) => integrationId === undefined || question.integrationId === integrationId
  );
  if (!data?.syncOff && questions.length === 0) return null;
  return (
    <Flex direction="column" alignItems="stretch" gap={4} paddingBottom={6}>
      {data?.syncOff ? (
        <Notice variant="warning" title={text('dotmailer.syncOff.title')}>
          {text('dotmailer.syncOff.body')}
        </Notice>
      ) : null}
      {questions.map((question) =>
        question.kind === 'needs-credentials' ? (
          <CredentialsQuestion key={question.integrationId} question={question} />
        ) : (
          <SiteQuestion key={question.integrationId} question={question} />
        )
      )}
    </Flex>
  );
};
