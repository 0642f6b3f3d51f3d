import {
  Box,
  Flex,
  IconButton,
  SingleSelect,
  SingleSelectOption,
  Typography,
} from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import type { FilterAttribute } from '../../../../contracts/marketing-lists';
import { useText, type TextKey } from '../../text';
import { canShow, initialValue, isNegation, mindsDatabase } from './operators';
import { OpaqueRow } from './OpaqueRow';
import { ResolvePath, type Step } from './ResolvePath';
import { toFilter, type Condition } from './tree';
import { ValueInput } from './ValueInput';
import { wordingOf } from './wording';

/** Chooses "whether there is one" of a relation or component instead of an attribute behind it. */
const PRESENCE = '$presence';

type Props = {
  uid: string;
  condition: Condition;
  disabled: boolean;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
};

const RemoveButton = ({ disabled, onRemove }: Pick<Props, 'disabled' | 'onRemove'>) => {
  const text = useText();
  return (
    <IconButton
      type="button"
      variant="ghost"
      label={text('dotmailer.filter.removeCondition')}
      disabled={disabled}
      onClick={onRemove}
    >
      <Trash />
    </IconButton>
  );
};

/** Which attribute, level by level; behind a relation also whether there is a record at all. */
const PathSelects = ({
  steps,
  condition,
  disabled,
  onChange,
}: Pick<Props, 'condition' | 'disabled' | 'onChange'> & { steps: Step[] }) => {
  const text = useText();

  const choose = (level: number, name: string) => {
    const kept = condition.path.slice(0, level);
    if (name === PRESENCE) {
      onChange({ ...condition, path: kept, operator: '$notNull', value: true });
      return;
    }
    const attribute = steps[level]?.attributes.find((candidate) => candidate.name === name);
    const [operator = ''] = attribute?.target ? [] : (attribute?.operators ?? []);
    const value = operator === '' ? undefined : initialValue(operator, undefined);
    onChange({ ...condition, path: [...kept, name], operator, value });
  };

  return (
    <>
      {steps.map((step, level) => {
        const related = steps[level - 1]?.attribute;
        const isPresence = related && level === condition.path.length && condition.operator !== '';
        return (
          <Box key={`${level}-${step.uid}`} flex="1 1 12rem" minWidth={0}>
            <SingleSelect
              aria-label={
                related
                  ? text('dotmailer.filter.attributeOf', { name: related.label })
                  : text('dotmailer.filter.attribute')
              }
              placeholder={text('dotmailer.filter.chooseAttribute')}
              value={isPresence ? PRESENCE : (condition.path[level] ?? null)}
              disabled={disabled}
              onChange={(name) => choose(level, String(name))}
            >
              {(related?.operators.length ?? 0) > 0 && (
                <SingleSelectOption value={PRESENCE}>
                  {text('dotmailer.filter.presence')}
                </SingleSelectOption>
              )}
              {step.attributes.map((attribute) => (
                <SingleSelectOption key={attribute.name} value={attribute.name}>
                  {attribute.label}
                </SingleSelectOption>
              ))}
            </SingleSelect>
          </Box>
        );
      })}
    </>
  );
};

const useOperatorLabel = () => {
  const text = useText();
  return (operator: string, attribute: FilterAttribute, many: boolean): string => {
    const wording = wordingOf(operator, attribute.type, many);
    if (!wording) return operator;
    const words = text(wording.key);
    return wording.behindMany ? text('dotmailer.filter.oneThat', { operator: words }) : words;
  };
};

const noteOf = (operator: string, type: FilterAttribute['type'], many: boolean): TextKey | null => {
  if (isNegation(operator)) {
    return many ? 'dotmailer.filter.note.otherThan' : 'dotmailer.filter.note.negation';
  }
  return mindsDatabase(operator, type) ? 'dotmailer.filter.note.case' : null;
};

type ComparisonProps = Pick<Props, 'condition' | 'disabled' | 'onChange'> & {
  attribute: FilterAttribute;
  many: boolean;
};

const Comparison = ({ attribute, condition, many, disabled, onChange }: ComparisonProps) => {
  const text = useText();
  const operatorLabel = useOperatorLabel();
  const { operator, value } = condition;
  return (
    <>
      <Box flex="1 1 20rem" minWidth={0}>
        <SingleSelect
          aria-label={text('dotmailer.filter.operator')}
          placeholder={text('dotmailer.filter.chooseOperator')}
          value={operator || null}
          disabled={disabled}
          onChange={(chosen) => {
            const next = String(chosen);
            onChange({ ...condition, operator: next, value: initialValue(next, value) });
          }}
        >
          {attribute.operators.map((offered) => (
            <SingleSelectOption key={offered} value={offered}>
              {operatorLabel(offered, attribute, many)}
            </SingleSelectOption>
          ))}
        </SingleSelect>
      </Box>
      {operator !== '' && (
        <Box flex="1 1 15rem" minWidth={0}>
          <ValueInput
            attribute={attribute}
            operator={operator}
            value={value}
            label={text('dotmailer.filter.valueOf', { name: attribute.label })}
            disabled={disabled}
            onChange={(next) => onChange({ ...condition, value: next })}
          />
        </Box>
      )}
    </>
  );
};

/** One comparison: attribute, operator, value; as JSON where the inputs would change its meaning. */
export const ConditionRow = (props: Props) => {
  const { uid, condition, disabled, onChange, onRemove } = props;
  const text = useText();
  return (
    <ResolvePath uid={uid} path={condition.path}>
      {(steps, known) => {
        const level = condition.path.length - 1;
        const attribute = steps[level]?.attribute;
        if (!known || (attribute && !canShow(condition, attribute))) {
          return <OpaqueRow filter={toFilter(condition)} disabled={disabled} onRemove={onRemove} />;
        }
        const many = steps.slice(0, level).some((step) => step.attribute?.many);
        const isChosen = attribute && (!attribute.target || condition.operator !== '');
        const note = isChosen && noteOf(condition.operator, attribute.type, many);
        return (
          <Flex direction="column" alignItems="stretch" gap={1}>
            <Flex gap={2} alignItems="flex-start">
              <Flex gap={2} wrap="wrap" alignItems="flex-start" flex="1" minWidth={0}>
                <PathSelects
                  steps={steps}
                  condition={condition}
                  disabled={disabled}
                  onChange={onChange}
                />
                {isChosen && (
                  <Comparison
                    attribute={attribute}
                    condition={condition}
                    many={many}
                    disabled={disabled}
                    onChange={onChange}
                  />
                )}
              </Flex>
              <RemoveButton disabled={disabled} onRemove={onRemove} />
            </Flex>
            {note && (
              <Typography variant="pi" textColor="neutral600">
                {text(note)}
              </Typography>
            )}
          </Flex>
        );
      }}
    </ResolvePath>
  );
};
