import { Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { Panel } from '../../components/Panel';
import { useText } from '../../text';
import type { CampaignSplit } from '../../../../contracts/campaigns';

const FIGURES = [
  'sent',
  'delivered',
  'opens',
  'uniqueOpens',
  'clicks',
  'pageViews',
  'forwards',
  'estimatedForwards',
  'replies',
  'unsubscribes',
  'hardBounces',
  'softBounces',
  'mailBlocks',
  'ispComplaints',
] as const satisfies (keyof CampaignSplit)[];

const VERSIONS = ['html', 'text', 'total'] as const;

/** The same figures, by the version of the email people got. */
export const Versions = ({ split }: { split: CampaignSplit }) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const headings = ['figure', ...VERSIONS] as const;
  return (
    <Panel
      title={text('dotmailer.campaigns.versions.title')}
      subtitle={text('dotmailer.campaigns.versions.subtitle')}
    >
      <Table colCount={headings.length} rowCount={FIGURES.length + 1}>
        <Thead>
          <Tr>
            {headings.map((heading) => (
              <Th key={heading}>
                <Typography variant="sigma" textColor="neutral600">
                  {text(`dotmailer.campaigns.versions.${heading}`)}
                </Typography>
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {FIGURES.map((figure) => (
            <Tr key={figure}>
              <Td>
                <Typography textColor="neutral800">
                  {text(`dotmailer.campaigns.figure.${figure}`)}
                </Typography>
              </Td>
              {VERSIONS.map((version) => (
                <Td key={version}>
                  <Typography textColor="neutral800">
                    {formatNumber(split[figure][version])}
                  </Typography>
                </Td>
              ))}
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Panel>
  );
};
