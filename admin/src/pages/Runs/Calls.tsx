import { Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { useText } from '../../text';
import type { Run } from '../../../../contracts/runs';

const ByEndpoint = ({ entries }: { entries: [string, number][] }) => {
  const text = useText();
  const { formatNumber } = useIntl();
  return (
    <Table colCount={2} rowCount={entries.length + 1}>
      <Thead>
        <Tr>
          {(['dotmailer.runs.calls.endpoint', 'dotmailer.runs.calls.count'] as const).map((key) => (
            <Th key={key}>
              <Typography variant="sigma" textColor="neutral600">
                {text(key)}
              </Typography>
            </Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {entries.map(([endpoint, count]) => (
          <Tr key={endpoint}>
            <Td>
              <Typography textColor="neutral800">{endpoint}</Typography>
            </Td>
            <Td>
              <Typography textColor="neutral800">{formatNumber(count)}</Typography>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
};

/** Calls to Dotdigital: what the run used of the account's hourly allowance. */
export const Calls = ({ calls }: { calls: Run['calls'] }) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const entries = Object.entries(calls.byEndpoint).sort(([, a], [, b]) => b - a);
  const kinds = ['read', 'write', 'poll'] as const;
  return (
    <Panel title={text('dotmailer.runs.calls.title')} subtitle={text('dotmailer.runs.calls.hint')}>
      <Facts
        facts={kinds.map((kind) => ({
          label: text(`dotmailer.runs.calls.${kind}`),
          value: formatNumber(calls[kind]),
        }))}
      />
      {entries.length ? <ByEndpoint entries={entries} /> : null}
    </Panel>
  );
};
