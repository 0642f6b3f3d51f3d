import {
  Box,
  Button,
  Flex,
  SingleSelect,
  SingleSelectOption,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Tr,
  Typography,
  VisuallyHidden,
} from '@strapi/design-system';
import { lazy, Suspense, useState } from 'react';
import { useIntl } from 'react-intl';
import { useDotmailerCampaignSeriesQuery } from '../../api/campaigns';
import { Loaded } from '../../components/Loaded';
import { Panel } from '../../components/Panel';
import { useText } from '../../text';
import type { Campaign, CampaignSeries, SeriesUnit } from '../../../../contracts/campaigns';

const TimeChart = lazy(() => import('./TimeChart'));

/** Room for the chart while it is on its way, so that nothing moves when it comes. */
const HEIGHT = '32rem';

const DAY_MS = 86_400_000;
const UNITS: SeriesUnit[] = ['hour', 'day'];

/** A campaign that is a few days old at most is looked at by the hour. */
const unitOf = ({ sentAt }: Campaign): SeriesUnit =>
  sentAt !== null && Date.now() - Date.parse(sentAt) < 4 * DAY_MS ? 'hour' : 'day';

/** Minutes this browser's clock was ahead of UTC when the campaign was sent. */
const offsetOf = ({ sentAt }: Campaign): number =>
  -(sentAt === null ? new Date() : new Date(sentAt)).getTimezoneOffset() || 0;

const useTimeText = (unit: SeriesUnit) => {
  const { formatDate } = useIntl();
  return (at: string): string =>
    unit === 'hour'
      ? formatDate(at, { dateStyle: 'medium', timeStyle: 'short' })
      : formatDate(at, { dateStyle: 'medium' });
};

const SeriesTable = ({ series }: { series: CampaignSeries }) => {
  const text = useText();
  const timeText = useTimeText(series.unit);
  const { formatNumber } = useIntl();
  // Hours and days without anything say nothing in a table.
  const points = series.points.filter(({ opens, clicks }) => opens + clicks > 0);
  const headings = [
    text(`dotmailer.campaigns.series.at.${series.unit}`),
    text('dotmailer.campaigns.series.opens'),
    text('dotmailer.campaigns.series.clicks'),
  ];
  return (
    <Table colCount={headings.length} rowCount={points.length + 1}>
      <Thead>
        <Tr>
          {headings.map((heading) => (
            <Th key={heading}>
              <Typography variant="sigma" textColor="neutral600">
                {heading}
              </Typography>
            </Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {points.map(({ at, opens, clicks }) => (
          <Tr key={at}>
            {[timeText(at), formatNumber(opens), formatNumber(clicks)].map((value, column) => (
              <Td key={headings[column]}>
                <Typography textColor="neutral800">{value}</Typography>
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
};

/** The chart for eyes, and what it shows as a table for everybody else. */
const Chart = ({ series }: { series: CampaignSeries }) => (
  <>
    <Box height={HEIGHT} aria-hidden>
      <Suspense fallback={null}>
        <TimeChart series={series} />
      </Suspense>
    </Box>
    <VisuallyHidden>
      <SeriesTable series={series} />
    </VisuallyHidden>
  </>
);

const Shown = ({ series, asTable }: { series: CampaignSeries; asTable: boolean }) => {
  const text = useText();
  if (series.points.every(({ opens, clicks }) => opens + clicks === 0))
    return (
      <Typography textColor="neutral600">{text('dotmailer.campaigns.series.empty')}</Typography>
    );
  return asTable ? <SeriesTable series={series} /> : <Chart series={series} />;
};

/** Opens and clicks by hour or day, as a chart or as a table. */
export const OverTime = ({ campaign }: { campaign: Campaign }) => {
  const text = useText();
  const [unit, setUnit] = useState(() => unitOf(campaign));
  const [asTable, setAsTable] = useState(false);
  const series = useDotmailerCampaignSeriesQuery({
    id: campaign.id,
    unit,
    offset: offsetOf(campaign),
  });
  return (
    <Panel
      title={text('dotmailer.campaigns.series.title')}
      subtitle={text('dotmailer.campaigns.series.kept')}
    >
      <Flex gap={2} wrap="wrap">
        <Box minWidth="26rem">
          <SingleSelect
            size="S"
            aria-label={text('dotmailer.campaigns.series.unit')}
            value={unit}
            onChange={(value) => setUnit(UNITS.find((known) => known === value) ?? 'day')}
          >
            {UNITS.map((value) => (
              <SingleSelectOption key={value} value={value}>
                {text(`dotmailer.campaigns.series.${value}`)}
              </SingleSelectOption>
            ))}
          </SingleSelect>
        </Box>
        <Button variant="tertiary" size="S" onClick={() => setAsTable(!asTable)}>
          {text(
            asTable ? 'dotmailer.campaigns.series.asChart' : 'dotmailer.campaigns.series.asTable'
          )}
        </Button>
      </Flex>
      <Loaded query={series}>{(data) => <Shown series={data} asTable={asTable} />}</Loaded>
    </Panel>
  );
};
