import { Flex, Link, Typography } from '@strapi/design-system';
import type { ComponentProps } from 'react';
import { NavLink } from 'react-router-dom';
import { CellText, DataTable, type Column } from '../../components/DataTable';
import { RelativeDate } from '../../components/RelativeDate';
import { routes } from '../../routes';
import { useText } from '../../text';
import { QuietTimes, RunStatus, useDuration } from './words';
import type { Run } from '../../../../contracts/runs';

type Props = {
  runs: Run[];
  /** The start can be sorted by on the page that pages through all runs. */
  sortable: boolean;
  empty: ComponentProps<typeof DataTable>['empty'];
};

/** Sync runs, each row leading to the run. */
export const RunsTable = ({ runs, sortable, empty }: Props) => {
  const text = useText();
  const duration = useDuration();
  const columns: Column<Run>[] = [
    {
      name: 'startedAt',
      label: text('dotmailer.runs.column.started'),
      sortable,
      cell: (run) => (
        <Link tag={NavLink} to={routes.run(run.id)}>
          <RelativeDate value={run.startedAt} textColor="primary600" />
        </Link>
      ),
    },
    {
      name: 'kind',
      label: text('dotmailer.runs.column.what'),
      cell: (run) => (
        <Flex direction="column" alignItems="flex-start">
          <CellText>{text(`dotmailer.runs.kind.${run.kind}`)}</CellText>
          {run.quiet ? (
            <Typography variant="pi" textColor="neutral600">
              <QuietTimes quiet={run.quiet} />
            </Typography>
          ) : null}
          {run.listName ? (
            <Typography variant="pi" textColor="neutral600" ellipsis maxWidth="18rem">
              {run.listName}
            </Typography>
          ) : null}
        </Flex>
      ),
    },
    {
      name: 'integration',
      label: text('dotmailer.integration'),
      cell: (run) => <CellText>{run.integrationName}</CellText>,
    },
    {
      name: 'trigger',
      label: text('dotmailer.runs.column.trigger'),
      cell: (run) => <CellText>{text(`dotmailer.runs.trigger.${run.trigger}`)}</CellText>,
    },
    {
      name: 'duration',
      label: text('dotmailer.runs.column.duration'),
      cell: (run) => <Typography textColor="neutral800">{duration(run.seconds)}</Typography>,
    },
    {
      name: 'status',
      label: text('dotmailer.runs.column.status'),
      cell: (run) => <RunStatus status={run.status} />,
    },
  ];
  return (
    <DataTable columns={columns} rows={runs} empty={empty} rowLink={(run) => routes.run(run.id)} />
  );
};
