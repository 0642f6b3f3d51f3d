import { Filters, Layouts, Page, Pagination } from '@strapi/strapi/admin';
import { useDotmailerIntegrationsQuery } from '../../api/integrations';
import { useDotmailerRunsQuery } from '../../api/runs';
import { useChoiceFilter } from '../../components/choice-filter';
import { useListParams } from '../../components/list-query';
import { Loaded } from '../../components/Loaded';
import { LIVE, usePollingInterval } from '../../components/polling';
import { Questions } from '../../components/Questions';
import { permissions, useCan } from '../../permissions';
import { useText } from '../../text';
import { RunsTable } from './RunsTable';
import { SynchronizeButton } from './SynchronizeButton';
import { isUnderWay, RUN_STATUSES } from './words';
import type { FindRuns } from '../../../../contracts/runs';

const FILTERS = ['status', 'integrationId'] as const;

const useFilterOptions = (): Filters.Filter[] => {
  const text = useText();
  const canSeeIntegrations = useCan('integrations.read');
  const filter = useChoiceFilter();
  const { data: integrations = [] } = useDotmailerIntegrationsQuery(undefined, {
    skip: !canSeeIntegrations,
  });
  const status = filter(
    'status',
    text('dotmailer.runs.column.status'),
    RUN_STATUSES.map((value) => ({ value, label: text(`dotmailer.runs.status.${value}`) }))
  );
  if (integrations.length < 2) return [status];
  const integration = filter(
    'integrationId',
    text('dotmailer.runs.column.integration'),
    integrations.map(({ id, name }) => ({ value: String(id), label: name }))
  );
  return [status, integration];
};

const useLiveRuns = (params: FindRuns) => {
  const known = useDotmailerRunsQuery(params, LIVE);
  const busy = known.data?.results.some(isUnderWay) ?? false;
  const pollingInterval = usePollingInterval(busy);
  return useDotmailerRunsQuery(params, { pollingInterval });
};

const Runs = () => {
  const text = useText();
  const options = useFilterOptions();
  const { params, isNarrowed } = useListParams(FILTERS);
  const runs = useLiveRuns(params as FindRuns);
  return (
    <Page.Main>
      <Page.Title>{text('dotmailer.runs.title')}</Page.Title>
      <Layouts.Header
        title={text('dotmailer.runs.title')}
        subtitle={text('dotmailer.runs.subtitle')}
        primaryAction={<SynchronizeButton />}
      />
      <Layouts.Action
        startActions={
          <Filters.Root options={options}>
            <Filters.Trigger />
            <Filters.Popover />
            <Filters.List />
          </Filters.Root>
        }
      />
      <Layouts.Content>
        <Questions />
        <Loaded query={runs}>
          {({ results, pagination }) => (
            <>
              <RunsTable
                runs={results}
                sortable
                empty={{
                  content: text(
                    isNarrowed ? 'dotmailer.runs.empty.filtered' : 'dotmailer.runs.empty'
                  ),
                }}
              />
              <Pagination.Root {...pagination} defaultPageSize={20}>
                <Pagination.PageSize />
                <Pagination.Links />
              </Pagination.Root>
            </>
          )}
        </Loaded>
      </Layouts.Content>
    </Page.Main>
  );
};

/** The list of sync runs; a running one moves by itself. */
export const RunsPage = () => (
  <Page.Protect permissions={permissions('runs.read')}>
    <Runs />
  </Page.Protect>
);
