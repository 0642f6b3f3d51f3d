import { Box, Field, Flex, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { Layouts, Page } from '@strapi/strapi/admin';
import { useCallback, useState } from 'react';
import { useDotmailerStudioQuery } from '../../api/studio';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { LIVE } from '../../components/polling';
import { useProblemText } from '../../components/problem-text';
import { permissions } from '../../permissions';
import { useText } from '../../text';
import { Actions } from './Actions';
import { Application } from './Application';
import { useChosen } from './use-chosen';
import { Connect } from './Connect';
import { NoIntegration, NotReady } from './NotReady';
import { useReturned } from './use-returned';
import type { StudioIntegration } from '../../../../contracts/studio';

type SelectProps = {
  integrations: StudioIntegration[];
  chosen: StudioIntegration;
  onChoose: (id: number) => void;
};

const IntegrationSelect = ({ integrations, chosen, onChoose }: SelectProps) => {
  const text = useText();
  return (
    <Box paddingBottom={4} maxWidth="32rem">
      <Field.Root name="integration">
        <Field.Label>{text('dotmailer.integration')}</Field.Label>
        <SingleSelect value={String(chosen.id)} onChange={(id) => onChoose(Number(id))}>
          {integrations.map(({ id, name }) => (
            <SingleSelectOption key={id} value={String(id)}>
              {name}
            </SingleSelectOption>
          ))}
        </SingleSelect>
      </Field.Root>
    </Box>
  );
};

type Problem = { error: unknown; onReturn: boolean };

/** Why there is no (new) connection, until another integration is chosen. */
const useProblem = () => {
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    problem,
    forget: () => setProblem(null),
    failedOnReturn: useCallback((error: unknown) => setProblem({ error, onReturn: true }), []),
    failedToEnter: useCallback((error: unknown) => setProblem({ error, onReturn: false }), []),
  };
};

type BodyProps = {
  integration: StudioIntegration;
  problem: Problem | null;
  onProblem: (error: unknown) => void;
};

const Body = ({ integration, problem, onProblem }: BodyProps) => {
  const text = useText();
  const problemText = useProblemText();
  const { id, state } = integration;
  const isConnected = state === 'connected';
  if (!isConnected && state !== 'not-connected')
    return <NotReady integration={integration} obstacle={state} />;
  // The application says itself why it could not be entered.
  const isShown = problem !== null && (!isConnected || problem.onReturn);
  return (
    <Flex direction="column" alignItems="stretch" gap={4} flex="1">
      {isShown ? (
        <Notice
          variant="danger"
          title={text(
            isConnected ? 'dotmailer.studio.notConnectedAnew' : 'dotmailer.studio.noConnection'
          )}
        >
          {problemText(problem.error)}
        </Notice>
      ) : null}
      {isConnected ? (
        <Application key={id} integration={integration} onProblem={onProblem} />
      ) : (
        <Connect integration={integration} isAgain={problem !== null} />
      )}
    </Flex>
  );
};

const Studio = () => {
  const text = useText();
  const { chosenOf, choose } = useChosen();
  const { problem, forget, failedOnReturn, failedToEnter } = useProblem();
  const { isFinishing } = useReturned(choose, failedOnReturn);
  const query = useDotmailerStudioQuery(undefined, LIVE);
  const chosen = chosenOf(query.data ?? []);
  const isShown = !isFinishing && chosen?.state === 'connected';

  const change = (id: number) => {
    forget();
    choose(id);
  };
  return (
    <Page.Main style={{ display: 'flex', flexDirection: 'column', minHeight: '100dvh' }}>
      <Page.Title>{text('dotmailer.studio.title')}</Page.Title>
      <Layouts.Header
        title={text('dotmailer.studio.title')}
        subtitle={text(isShown ? 'dotmailer.studio.subtitle.shown' : 'dotmailer.studio.subtitle')}
        primaryAction={isShown ? <Actions integration={chosen} /> : null}
      />
      {isFinishing ? (
        <Page.Loading>{text('dotmailer.studio.finishing')}</Page.Loading>
      ) : (
        <Loaded query={query}>
          {(integrations) => (
            <Flex
              direction="column"
              alignItems="stretch"
              flex="1"
              paddingLeft={{ initial: 4, medium: 6, large: 10 }}
              paddingRight={{ initial: 4, medium: 6, large: 10 }}
              paddingTop={{ initial: 4, medium: 0 }}
            >
              {chosen && integrations.length > 1 ? (
                <IntegrationSelect integrations={integrations} chosen={chosen} onChoose={change} />
              ) : null}
              {chosen ? (
                <Body integration={chosen} problem={problem} onProblem={failedToEnter} />
              ) : (
                <NoIntegration />
              )}
            </Flex>
          )}
        </Loaded>
      )}
    </Page.Main>
  );
};

/** The vendor's application inside the panel, signed in by single sign-on. */
const StudioPage = () => (
  <Page.Protect permissions={permissions('studio.use')}>
    <Studio />
  </Page.Protect>
);

export default StudioPage;
