import {
  Box,
  Flex,
  IconButton,
  NumberInput,
  SingleSelect,
  SingleSelectOption,
  Typography,
} from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import type { ActivityCondition, Deed } from '../../../../contracts/marketing-lists';
import { useText } from '../../text';
import { aboutCampaign, DEEDS, inDays, isActivityComplete, NO_CAMPAIGN, NO_DAYS } from './activity';
import { CampaignSelect } from './CampaignSelect';

type Props = {
  condition: ActivityCondition;
  disabled: boolean;
  onChange: (condition: ActivityCondition) => void;
  onRemove: () => void;
};

type PartProps = Omit<Props, 'onRemove'>;

/** Days that are suggested when somebody asks for the last ones. */
const SOME_DAYS = 30;

const DeedSelect = ({ condition, disabled, onChange }: PartProps) => {
  const text = useText();
  return (
    <Box flex="1 1 16rem" minWidth={0}>
      <SingleSelect
        aria-label={text('dotmailer.filter.activity.did')}
        value={condition.did}
        disabled={disabled}
        onChange={(did) => onChange({ ...condition, did: did as Deed })}
      >
        {DEEDS.map((deed) => (
          <SingleSelectOption key={deed} value={deed}>
            {text(`dotmailer.filter.activity.${deed}`)}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </Box>
  );
};

const CampaignPart = ({ condition, disabled, onChange }: PartProps) => {
  const text = useText();
  const { campaign } = condition;
  return (
    <>
      <Box flex="1 1 14rem" minWidth={0}>
        <SingleSelect
          aria-label={text('dotmailer.filter.activity.which')}
          value={campaign === undefined ? 'any' : 'one'}
          disabled={disabled}
          onChange={(which) =>
            onChange(aboutCampaign(condition, which === 'any' ? undefined : NO_CAMPAIGN))
          }
        >
          <SingleSelectOption value="any">
            {text('dotmailer.filter.activity.which.any')}
          </SingleSelectOption>
          <SingleSelectOption value="one">
            {text('dotmailer.filter.activity.which.one')}
          </SingleSelectOption>
        </SingleSelect>
      </Box>
      {campaign !== undefined && (
        <Box flex="2 1 24rem" minWidth={0}>
          <CampaignSelect
            value={campaign}
            disabled={disabled}
            onChange={(id) => onChange(aboutCampaign(condition, id))}
          />
        </Box>
      )}
    </>
  );
};

const TimePart = ({ condition, disabled, onChange }: PartProps) => {
  const text = useText();
  const { days } = condition;
  return (
    <>
      <Box flex="1 1 14rem" minWidth={0}>
        <SingleSelect
          aria-label={text('dotmailer.filter.activity.when')}
          value={days === undefined ? 'ever' : 'days'}
          disabled={disabled}
          onChange={(when) => onChange(inDays(condition, when === 'ever' ? undefined : SOME_DAYS))}
        >
          <SingleSelectOption value="ever">
            {text('dotmailer.filter.activity.when.ever')}
          </SingleSelectOption>
          <SingleSelectOption value="days">
            {text('dotmailer.filter.activity.when.days')}
          </SingleSelectOption>
        </SingleSelect>
      </Box>
      {days !== undefined && (
        <Box flex="0 1 12rem" minWidth={0}>
          <NumberInput
            aria-label={text('dotmailer.filter.activity.days')}
            value={days === NO_DAYS ? undefined : days}
            step={1}
            disabled={disabled}
            onValueChange={(typed) => onChange(inDays(condition, typed ?? NO_DAYS))}
          />
        </Box>
      )}
    </>
  );
};

/** One condition on what people did, and below it in words what is looked for. */
export const ActivityRow = ({ condition, disabled, onChange, onRemove }: Props) => {
  const text = useText();
  const { did, campaign, days } = condition;
  const scope = campaign === undefined ? 'any' : 'one';
  return (
    <Flex direction="column" alignItems="stretch" gap={1}>
      <Flex gap={2} alignItems="flex-start">
        <Flex gap={2} wrap="wrap" alignItems="flex-start" flex="1" minWidth={0}>
          <DeedSelect condition={condition} disabled={disabled} onChange={onChange} />
          <CampaignPart condition={condition} disabled={disabled} onChange={onChange} />
          <TimePart condition={condition} disabled={disabled} onChange={onChange} />
        </Flex>
        <IconButton
          type="button"
          variant="ghost"
          label={text('dotmailer.filter.removeCondition')}
          disabled={disabled}
          onClick={onRemove}
        >
          <Trash />
        </IconButton>
      </Flex>
      {isActivityComplete(condition) && (
        <Typography variant="pi" textColor="neutral600" tag="p">
          {text(`dotmailer.filter.activity.${did}.${scope}`, { days: days ?? 0 })}
        </Typography>
      )}
    </Flex>
  );
};
