import { Page, type Filters } from '@strapi/strapi/admin';
import { useDotmailerRunsQuery } from '../../api/runs';
import { useChoiceFilter, useIntegrationFilter } from '../../components/choice-filter';
import { useListParams } from '../../components/list-query';
import { ListPage } from '../../components/ListPage';
import { LIVE, usePollingInterval } from '../../components/polling';
import { Questions } from '../../components/Questions';
import { permissions } from '../../permissions';
import { useText } from '../../text';
import { RunsTable } from './RunsTable';
import { SynchronizeButton } from './SynchronizeButton';
import { isUnderWay, RUN_STATUSES } from './words';
import type { FindRuns } from '../../../../contracts/runs';

const FILTERS = ['status', 'integrationId'] as const;

const useFilterOptions = (): Filters.Filter[] => {
  const text = useText();
  const filter = useChoiceFilter();
  const integration = useIntegrationFilter();
  const statuses = RUN_STATUSES.map((value) => ({
    value,
    label: text(`dotmailer.runs.status.${value}`),
  }));
  return [filter('status', text('dotmailer.runs.column.status'), statuses), ...integration];
};

const useLiveRuns = (params: FindRuns) => {
  const known = useDotmailerRunsQuery(params, LIVE);
  const busy = known.data?.results.some(isUnderWay) ?? false;
  const pollingInterval = usePollingInterval(busy);
  return useDotmailerRunsQuery(params, { pollingInterval });
};

const Runs = () => {
  const text = useText();
  const filters = useFilterOptions();
  const { params, isNarrowed } = useListParams(FILTERS);
  const runs = useLiveRuns(params as FindRuns);
  return (
    <ListPage
      title={text('dotmailer.runs.title')}
      subtitle={text('dotmailer.runs.subtitle')}
      actions={<SynchronizeButton />}
      filters={filters}
      notices={<Questions />}
      query={runs}
    >
      {(rows) => (
        <RunsTable
          runs={rows}
          sortable
          empty={{
            content: text(isNarrowed ? 'dotmailer.runs.empty.filtered' : 'dotmailer.runs.empty'),
          }}
        />
      )}
    </ListPage>
  );
};

/** The list of sync runs; a running one moves by itself. */
export const RunsPage = () => (
  <Page.Protect permissions={permissions('runs.read')}>
    <Runs />
  </Page.Protect>
);
