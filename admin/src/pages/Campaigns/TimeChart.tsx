import { Box, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import {
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useTheme } from 'styled-components';
import { useText } from '../../text';
import type { CampaignSeries } from '../../../../contracts/campaigns';

type TooltipProps = {
  active?: boolean;
  label?: string;
  payload?: { name?: string | number; value?: unknown }[];
  timeText: (at: string) => string;
};

const Details = ({ active, label, payload = [], timeText }: TooltipProps) => {
  const { formatNumber } = useIntl();
  if (!active || label === undefined) return null;
  return (
    <Box background="neutral0" shadow="filterShadow" borderColor="neutral150" hasRadius padding={3}>
      <Typography variant="pi" fontWeight="bold" textColor="neutral800" tag="p">
        {timeText(label)}
      </Typography>
      {payload.map(({ name, value }) => (
        <Typography key={name} variant="pi" textColor="neutral800" tag="p">
          {`${name}: ${formatNumber(Number(value))}`}
        </Typography>
      ))}
    </Box>
  );
};

/** Two lines, told apart by more than their colours. */
const TimeChart = ({ series }: { series: CampaignSeries }) => {
  const text = useText();
  const { colors } = useTheme();
  const { formatDate, formatNumber } = useIntl();
  const isHourly = series.unit === 'hour';
  const tick = (at: string) =>
    formatDate(at, isHourly ? { weekday: 'short', hour: 'numeric' } : { dateStyle: 'short' });
  const whole = (at: string) =>
    formatDate(
      at,
      isHourly ? { dateStyle: 'medium', timeStyle: 'short' } : { dateStyle: 'medium' }
    );
  const axis = {
    stroke: colors.neutral300,
    tick: { fill: colors.neutral600, fontSize: 12 },
    tickLine: false,
  };
  const line = { type: 'linear' as const, strokeWidth: 2, isAnimationActive: false };
  // A single hour or day has no line to it.
  const dot = series.points.length < 3;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={series.points} margin={{ top: 8, right: 16, bottom: 0, left: 0 }}>
        <CartesianGrid stroke={colors.neutral150} vertical={false} />
        <XAxis dataKey="at" tickFormatter={tick} minTickGap={48} {...axis} />
        <YAxis
          allowDecimals={false}
          width={48}
          tickFormatter={(value: number) => formatNumber(value, { notation: 'compact' })}
          {...axis}
        />
        <Tooltip content={<Details timeText={whole} />} />
        <Legend
          formatter={(name: string) => (
            <Typography variant="pi" textColor="neutral800">
              {name}
            </Typography>
          )}
        />
        <Line
          {...line}
          dataKey="opens"
          name={text('dotmailer.campaigns.series.opens')}
          stroke={colors.primary600}
          dot={dot}
        />
        <Line
          {...line}
          dataKey="clicks"
          name={text('dotmailer.campaigns.series.clicks')}
          stroke={colors.success600}
          strokeDasharray="6 3"
          dot={dot}
        />
      </LineChart>
    </ResponsiveContainer>
  );
};

export default TimeChart;
