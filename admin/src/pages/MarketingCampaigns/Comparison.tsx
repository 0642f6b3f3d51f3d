import { Flex, Link, Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { MarketingCampaignDetail } from '../../../../contracts/marketing-campaigns';
import { CellText } from '../../components/DataTable';
import { Figure } from '../../components/Figure';
import { useSeveralIntegrations } from '../../components/overview';
import { Panel } from '../../components/Panel';
import { RelativeDate } from '../../components/RelativeDate';
import { routes } from '../../routes';
import { useText } from '../../text';
import { FIGURES, shareOf } from './figures';

type Member = MarketingCampaignDetail['members'][number];

const Heading = ({ member }: { member: Member }) => {
  const several = useSeveralIntegrations();
  return (
    <Flex direction="column" alignItems="flex-start">
      <Link tag={NavLink} to={routes.campaign(member.id)}>
        <CellText textColor="primary600" maxWidth="20rem">
          {member.name}
        </CellText>
      </Link>
      {member.subject ? (
        <CellText textColor="neutral600" maxWidth="20rem">
          {member.subject}
        </CellText>
      ) : null}
      {several ? (
        <CellText textColor="neutral600" maxWidth="20rem">
          {member.integrationName}
        </CellText>
      ) : null}
    </Flex>
  );
};

/** The campaigns of a marketing campaign side by side, and all of them together. */
export const Comparison = ({ group }: { group: MarketingCampaignDetail }) => {
  const text = useText();
  const figures = [
    { name: 'sent' as const, label: 'dotmailer.marketing.figure.sent' as const },
    ...FIGURES,
  ];
  return (
    <Panel title={text('dotmailer.marketing.comparison')}>
      <Table colCount={figures.length + 2} rowCount={group.members.length + 2}>
        <Thead>
          <Tr>
            <Th>
              <Typography variant="sigma">{text('dotmailer.marketing.campaign')}</Typography>
            </Th>
            <Th>
              <Typography variant="sigma">{text('dotmailer.marketing.column.sent')}</Typography>
            </Th>
            {figures.map(({ name, label }) => (
              <Th key={name}>
                <Typography variant="sigma">{text(label)}</Typography>
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {group.members.map((member) => (
            <Tr key={member.id}>
              <Td>
                <Heading member={member} />
              </Td>
              <Td>
                <RelativeDate value={member.sentAt} />
              </Td>
              {figures.map((figure) => (
                <Td key={figure.name}>
                  <Figure value={member.totals[figure.name]} share={shareOf(member, figure)} />
                </Td>
              ))}
            </Tr>
          ))}
          {group.members.length > 1 ? (
            <Tr>
              <Td>
                <Typography fontWeight="semiBold">
                  {text('dotmailer.marketing.together')}
                </Typography>
              </Td>
              <Td />
              {figures.map((figure) => (
                <Td key={figure.name}>
                  <Figure strong value={group.totals[figure.name]} share={shareOf(group, figure)} />
                </Td>
              ))}
            </Tr>
          ) : null}
        </Tbody>
      </Table>
    </Panel>
  );
};
