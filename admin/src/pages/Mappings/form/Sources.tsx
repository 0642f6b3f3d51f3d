import { Box, Field, Flex, IconButton, Typography } from '@strapi/design-system';
import { ArrowDown, ArrowUp, Cross } from '@strapi/icons';
import { useEffect, useRef, useState } from 'react';
import { Words } from '../../../components/Words';
import { useText } from '../../../text';
import { SourcePicker } from './SourcePicker';
import { useSourceTypeText } from './source-types';
import { useMappingForm, type RowValue, type SourceValue } from './values';

type ItemProps = {
  source: SourceValue;
  /** Whether there is one above and below to change places with. */
  canRise: boolean;
  canSink: boolean;
  /** It was moved just now, with one of its buttons. */
  isMoved: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
};

type MoveProps = Pick<ItemProps, 'source' | 'canRise' | 'canSink' | 'onMove'>;

const MoveButtons = ({ source, canRise, canSink, onMove }: MoveProps) => {
  const text = useText();
  return (
    <>
      {canRise ? (
        <IconButton
          type="button"
          size="XS"
          variant="ghost"
          label={text('dotmailer.mappings.source.up', { name: source.label })}
          onClick={() => onMove(-1)}
        >
          <ArrowUp />
        </IconButton>
      ) : null}
      {canSink ? (
        <IconButton
          type="button"
          size="XS"
          variant="ghost"
          label={text('dotmailer.mappings.source.down', { name: source.label })}
          onClick={() => onMove(1)}
        >
          <ArrowDown />
        </IconButton>
      ) : null}
    </>
  );
};

const Item = (props: ItemProps) => {
  const { source, isMoved, onRemove } = props;
  const item = useRef<HTMLElement>(null);
  const text = useText();
  const typeText = useSourceTypeText();
  const { disabled } = useMappingForm();
  const isGone = source.type === null;
  /** The button that was pressed may be gone, and another one has come. */
  useEffect(() => {
    if (isMoved) item.current?.querySelector('button')?.focus();
  }, [isMoved, props.canRise, props.canSink]);
  return (
    <Flex
      tag="li"
      ref={item}
      gap={1}
      paddingLeft={3}
      paddingRight={1}
      minHeight="4rem"
      background={isGone ? 'danger100' : 'neutral100'}
      borderColor={isGone ? 'danger200' : 'neutral200'}
      hasRadius
    >
      <Box flex="1" minWidth={0} paddingTop={1} paddingBottom={1}>
        <Words tag="p" textColor="neutral800">
          {source.label}
        </Words>
        <Typography variant="pi" textColor={isGone ? 'danger600' : 'neutral600'}>
          {source.type ? typeText(source.type) : text('dotmailer.mappings.source.gone')}
        </Typography>
      </Box>
      {disabled ? null : <MoveButtons {...props} />}
      {disabled ? null : (
        <IconButton
          type="button"
          size="XS"
          variant="ghost"
          label={text('dotmailer.mappings.source.remove', { name: source.label })}
          onClick={onRemove}
        >
          <Cross />
        </IconButton>
      )}
    </Flex>
  );
};

const moved = (sources: SourceValue[], from: number, by: -1 | 1): SourceValue[] => {
  const others = sources.filter((_, at) => at !== from);
  return [
    ...others.slice(0, from + by),
    ...sources.slice(from, from + 1),
    ...others.slice(from + by),
  ];
};

type Props = {
  row: RowValue;
  error: string | undefined;
  onChange: (sources: SourceValue[]) => void;
};

/** The fields of a row, in the order in which their texts are joined. */
export const Sources = ({ row, error, onChange }: Props) => {
  const text = useText();
  const { values, disabled } = useMappingForm();
  const [lastMoved, setLastMoved] = useState<string | null>(null);
  const { sources } = row;
  const id = `${row.key}-sources`;
  const change = (next: SourceValue[]) => {
    setLastMoved(null);
    onChange(next);
  };
  return (
    <Field.Root
      id={id}
      role="group"
      aria-labelledby={`${id}-label`}
      error={error}
      hint={sources.length > 1 ? text('dotmailer.mappings.sources.joined') : undefined}
    >
      <Typography id={`${id}-label`} variant="pi" fontWeight="bold">
        {text('dotmailer.mappings.sources')}
        <Typography variant="pi" textColor="danger600" lineHeight="0px" aria-hidden>
          *
        </Typography>
      </Typography>
      {sources.length ? (
        <Flex tag="ol" direction="column" alignItems="stretch" gap={1}>
          {sources.map((source, index) => (
            <Item
              key={source.path}
              source={source}
              canRise={index > 0}
              canSink={index < sources.length - 1}
              isMoved={source.path === lastMoved}
              onMove={(by) => {
                setLastMoved(source.path);
                onChange(moved(sources, index, by));
              }}
              onRemove={() => change(sources.filter((_, at) => at !== index))}
            />
          ))}
        </Flex>
      ) : null}
      {disabled ? null : (
        <SourcePicker
          collection={values.collection}
          describedBy={error ? `${id}-error` : undefined}
          taken={sources.map(({ path }) => path)}
          onPick={(source) => change([...sources, source])}
        />
      )}
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};
