import { Divider, Flex, Link, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import { useDotmailerListEngagementQuery } from '../../api/marketing-campaigns';
import { Line } from '../../components/Line';
import { RelativeDate } from '../../components/RelativeDate';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';

/** What the campaigns that went to the list came to; nothing while there are none. */
export const Engagement = ({ listId }: { listId: string }) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const canSee = useCan('campaigns.read');
  const { data } = useDotmailerListEngagementQuery(listId, {
    skip: !canSee,
    refetchOnMountOrArgChange: true,
  });
  if (!data || data.campaigns === 0) return null;
  const { last } = data;
  return (
    <>
      <Divider />
      <Typography variant="sigma" textColor="neutral600" tag="h3">
        {text('dotmailer.engagement.title')}
      </Typography>
      <Flex tag="dl" direction="column" alignItems="stretch" gap={1}>
        <Line label={text('dotmailer.engagement.campaigns')}>{formatNumber(data.campaigns)}</Line>
        <Line label={text('dotmailer.engagement.delivered')}>{formatNumber(data.delivered)}</Line>
        <Line label={text('dotmailer.engagement.opens')}>{formatNumber(data.opens)}</Line>
        <Line label={text('dotmailer.engagement.clicks')}>{formatNumber(data.clicks)}</Line>
        {last ? (
          <>
            <Line label={text('dotmailer.engagement.last')}>
              <Link tag={NavLink} to={routes.campaign(last.id)}>
                {last.name}
              </Link>
            </Line>
            <Line label={text('dotmailer.engagement.lastSent')}>
              <RelativeDate value={last.sentAt} />
            </Line>
          </>
        ) : null}
      </Flex>
      <Typography variant="pi" textColor="neutral600">
        {text('dotmailer.engagement.hint')}
      </Typography>
      <Link tag={NavLink} to={routes.campaignsOfList(listId)}>
        {text('dotmailer.engagement.link')}
      </Link>
    </>
  );
};
