import { Box, Flex, Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useDotmailerCampaignLinksQuery } from '../../api/campaigns';
import { Loaded } from '../../components/Loaded';
import { Panel } from '../../components/Panel';
import { Words } from '../../components/Words';
import { useText } from '../../text';
import type { CampaignLinks } from '../../../../contracts/campaigns';

/** How much of the most there is, as a length. */
const Bar = ({ part, whole }: { part: number; whole: number }) => (
  <Box background="primary100" hasRadius height="0.8rem" width="100%" aria-hidden>
    <Box
      background="primary600"
      hasRadius
      height="0.8rem"
      width={`${whole > 0 ? (part / whole) * 100 : 0}%`}
    />
  </Box>
);

const LinksTable = ({ links }: { links: CampaignLinks }) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const most = Math.max(...links.map(({ clicks }) => clicks));
  return (
    <Table colCount={3} rowCount={links.length + 1}>
      <Thead>
        <Tr>
          {(['url', 'clicks', 'people'] as const).map((column) => (
            <Th key={column}>
              <Typography variant="sigma" textColor="neutral600">
                {text(`dotmailer.campaigns.links.${column}`)}
              </Typography>
            </Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {links.map(({ url, clicks, people }) => (
          <Tr key={url}>
            <Td>
              <Flex
                direction="column"
                alignItems="stretch"
                gap={1}
                minWidth="24rem"
                paddingTop={2}
                paddingBottom={2}
              >
                <Words textColor="neutral800">{url}</Words>
                <Bar part={clicks} whole={most} />
              </Flex>
            </Td>
            <Td>
              <Typography textColor="neutral800">{formatNumber(clicks)}</Typography>
            </Td>
            <Td>
              <Typography textColor="neutral800">{formatNumber(people)}</Typography>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
};

/** The links clicked most: a bar chart that is a table, so that everybody can read it. */
export const Links = ({ campaignId }: { campaignId: number }) => {
  const text = useText();
  const links = useDotmailerCampaignLinksQuery(campaignId);
  return (
    <Panel title={text('dotmailer.campaigns.links.title')}>
      <Loaded query={links}>
        {(data) =>
          data.length ? (
            <LinksTable links={data} />
          ) : (
            <Typography textColor="neutral600">
              {text('dotmailer.campaigns.links.empty')}
            </Typography>
          )
        }
      </Loaded>
    </Panel>
  );
};
