import { Box, Button, Flex } from '@strapi/design-system';
import { Lightning } from '@strapi/icons';
import { readProblem } from '../../api/base';
import { useDotmailerCheckConnectionMutation } from '../../api/integrations';
import { Notice } from '../../components/Notice';
import { useProblemText } from '../../components/problem-text';
import { useText } from '../../text';
import type { CheckedConnection } from '../../../../contracts/integrations';

const Connected = ({ account }: { account: CheckedConnection }) => {
  const text = useText();
  return (
    <Notice variant="success" title={text('dotmailer.integrations.check.connected')}>
      {text('dotmailer.integrations.check.account', {
        account: account.accountName ?? account.accountId,
        region: account.region,
      })}
    </Notice>
  );
};

type Props = {
  /** Of a stored integration: a blank password then means the stored one. */
  integrationId?: number;
  hasPassword: boolean;
  username: string;
  password: string;
};

/**
 * Tries the credentials as they stand in the form, saved or not. The answer belongs to exactly
 * those credentials, so that it disappears as soon as one of them is changed.
 */
export const CheckConnection = ({ integrationId, hasPassword, username, password }: Props) => {
  const text = useText();
  const problemText = useProblemText();
  /** Words for one of the inputs carry the vendor's own reason. */
  const reasonOf = (refused: unknown): string => {
    const [reason] = Object.values(readProblem(refused).fields);
    return reason ?? problemText(refused);
  };
  const [check, { isLoading, data, error, originalArgs, reset }] =
    useDotmailerCheckConnectionMutation();
  if (!username.trim() || (!password && !hasPassword)) return null;

  const credentials = { integrationId, username: username.trim(), password };
  const isAnswered =
    originalArgs?.username === credentials.username && originalArgs.password === password;

  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Box>
        <Button
          type="button"
          variant="secondary"
          startIcon={<Lightning />}
          loading={isLoading}
          onClick={() => {
            reset();
            void check(credentials);
          }}
        >
          {text('dotmailer.integrations.check')}
        </Button>
      </Box>
      <Box aria-live="polite" hidden={!isAnswered || isLoading}>
        {isAnswered && data ? <Connected account={data} /> : null}
        {isAnswered && error && !isLoading ? (
          <Notice variant="danger" title={text('dotmailer.integrations.check.failed')}>
            {reasonOf(error)}
          </Notice>
        ) : null}
      </Box>
    </Flex>
  );
};
