import { Button, Flex, Popover, Typography } from '@strapi/design-system';
import { Information, WarningCircle } from '@strapi/icons';
import type { Member, ValueRemark } from '../../../../contracts/marketing-lists';
import { RelativeDate } from '../../components/RelativeDate';
import { Words } from '../../components/Words';
import { useText } from '../../text';

const kindOf = ({ kind, winner }: ValueRemark) =>
  kind === 'conflict' ? (`${kind}.${winner ?? 'strapi'}` as const) : kind;

const useRemarkWords = () => {
  const text = useText();
  const shown = (value: string | null) =>
    value === null
      ? text('dotmailer.members.value.blank')
      : text('dotmailer.members.value.quoted', { value });
  return (remark: ValueRemark): string => {
    const { hidden, host, remote, reason } = remark;
    return hidden
      ? text(`dotmailer.members.value.hidden.${remark.kind}`)
      : text(`dotmailer.members.value.${kindOf(remark)}`, {
          host: shown(host),
          remote: shown(remote),
          reason: reason ?? '',
        });
  };
};

const Remark = ({ remark }: { remark: ValueRemark }) => {
  const words = useRemarkWords();
  return (
    <Flex tag="li" direction="column" alignItems="flex-start" gap={1}>
      <Typography variant="pi" fontWeight="bold" textColor="neutral800">
        {remark.dataField}
      </Typography>
      <Words variant="pi" textColor="neutral800">
        {words(remark)}
      </Words>
      <RelativeDate value={remark.at} textColor="neutral600" />
    </Flex>
  );
};

/** What happened to values that flow both ways: what waits for a person first, history in grey. */
export const ValueRemarks = ({ member }: { member: Member }) => {
  const text = useText();
  const { valueRemarks } = member;
  if (valueRemarks.length === 0) return null;
  const needsSomebody = valueRemarks.some(({ kind }) => kind !== 'conflict');
  return (
    <Popover.Root>
      <Popover.Trigger>
        <Button
          size="S"
          variant={needsSomebody ? 'danger-light' : 'tertiary'}
          startIcon={needsSomebody ? <WarningCircle /> : <Information />}
        >
          {text('dotmailer.members.value.count', { count: valueRemarks.length })}
        </Button>
      </Popover.Trigger>
      <Popover.Content
        align="start"
        sideOffset={4}
        aria-label={text('dotmailer.members.value.title')}
      >
        <Flex tag="ul" direction="column" alignItems="stretch" gap={4} padding={4} maxWidth="36rem">
          {valueRemarks.map((remark) => (
            <Remark key={remark.dataField} remark={remark} />
          ))}
        </Flex>
      </Popover.Content>
    </Popover.Root>
  );
};
