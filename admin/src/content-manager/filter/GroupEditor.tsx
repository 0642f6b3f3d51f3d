import {
  Box,
  Button,
  Flex,
  IconButton,
  SingleSelect,
  SingleSelectOption,
  Typography,
} from '@strapi/design-system';
import { Plus, Trash } from '@strapi/icons';
import { useText } from '../../text';
import { ConditionRow } from './ConditionRow';
import { OpaqueRow } from './OpaqueRow';
import { ResolvePath, type Step } from './ResolvePath';
import { emptyCondition, newGroup, toFilter, type Group, type Join, type Node } from './tree';

type Props = {
  /** Content type the group speaks of, before its scope. */
  uid: string;
  group: Group;
  disabled: boolean;
  onChange: (group: Group) => void;
  /** The root cannot be removed. */
  onRemove?: () => void;
};

const WHOLE = '$whole';

const JoinSelect = ({
  group,
  disabled,
  onChange,
}: Pick<Props, 'group' | 'disabled' | 'onChange'>) => {
  const text = useText();
  return (
    <Box minWidth="18rem">
      <SingleSelect
        size="S"
        aria-label={text('dotmailer.filter.join')}
        value={group.join}
        disabled={disabled}
        onChange={(join) => onChange({ ...group, join: join as Join })}
      >
        <SingleSelectOption value="$and">{text('dotmailer.filter.all')}</SingleSelectOption>
        <SingleSelectOption value="$or">{text('dotmailer.filter.any')}</SingleSelectOption>
      </SingleSelect>
    </Box>
  );
};

/** Whom the conditions of a group speak of: the record, or one and the same related record. */
const ScopeSelect = ({
  steps,
  group,
  disabled,
  onChange,
}: Pick<Props, 'group' | 'disabled' | 'onChange'> & { steps: Step[] }) => {
  const text = useText();
  const related = (steps[0]?.attributes ?? []).filter((attribute) => attribute.target);
  if (!related.length || group.scope.length > 1) return null;
  return (
    <Box minWidth="20rem">
      <SingleSelect
        size="S"
        aria-label={text('dotmailer.filter.scope')}
        value={group.scope[0] ?? WHOLE}
        disabled={disabled}
        onChange={(name) =>
          onChange(newGroup(group.join, [emptyCondition()], name === WHOLE ? [] : [String(name)]))
        }
      >
        <SingleSelectOption value={WHOLE}>
          {text('dotmailer.filter.scope.record')}
        </SingleSelectOption>
        {related.map((attribute) => (
          <SingleSelectOption key={attribute.name} value={attribute.name}>
            {text('dotmailer.filter.scope.related', { name: attribute.label })}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </Box>
  );
};

const Child = ({
  uid,
  node,
  disabled,
  onChange,
}: {
  uid: string;
  node: Node;
  disabled: boolean;
  onChange: (next: Node | null) => void;
}) => {
  const remove = () => onChange(null);
  if (node.kind === 'group') {
    return (
      <GroupEditor
        uid={uid}
        group={node}
        disabled={disabled}
        onChange={onChange}
        onRemove={remove}
      />
    );
  }
  if (node.kind === 'opaque') {
    return <OpaqueRow filter={node.filter} disabled={disabled} onRemove={remove} />;
  }
  return (
    <ConditionRow
      uid={uid}
      condition={node}
      disabled={disabled}
      onChange={onChange}
      onRemove={remove}
    />
  );
};

const AddButtons = ({
  group,
  disabled,
  onChange,
}: Pick<Props, 'group' | 'disabled' | 'onChange'>) => {
  const text = useText();
  const add = (node: Node) => onChange({ ...group, children: [...group.children, node] });
  return (
    <Flex gap={2} wrap="wrap">
      <Button
        type="button"
        size="S"
        variant="secondary"
        startIcon={<Plus />}
        disabled={disabled}
        onClick={() => add(emptyCondition())}
      >
        {text('dotmailer.filter.addCondition')}
      </Button>
      <Button
        type="button"
        size="S"
        variant="tertiary"
        startIcon={<Plus />}
        disabled={disabled}
        onClick={() => add(newGroup(group.join === '$and' ? '$or' : '$and', [emptyCondition()]))}
      >
        {text('dotmailer.filter.addGroup')}
      </Button>
    </Flex>
  );
};

/** Conditions joined by "all" or "any", and groups of them inside. */
export const GroupEditor = ({ uid, group, disabled, onChange, onRemove }: Props) => {
  const text = useText();
  return (
    <ResolvePath uid={uid} path={group.scope}>
      {(steps, known) => {
        const inner = steps[group.scope.length];
        if (!known || !inner) {
          const remove = onRemove ?? (() => onChange({ ...group, children: [] }));
          return <OpaqueRow filter={toFilter(group)} disabled={disabled} onRemove={remove} />;
        }
        const replace = (id: string, next: Node | null) =>
          onChange({
            ...group,
            children: group.children.flatMap((child) => {
              if (child.id !== id) return [child];
              return next ? [next] : [];
            }),
          });
        return (
          <Flex
            tag="fieldset"
            direction="column"
            alignItems="stretch"
            gap={3}
            padding={3}
            background={onRemove ? 'neutral100' : 'neutral0'}
            borderColor="neutral200"
            hasRadius
          >
            <Flex gap={2} justifyContent="space-between" alignItems="flex-start">
              <Flex gap={2} wrap="wrap">
                {onRemove && (
                  <ScopeSelect
                    steps={steps}
                    group={group}
                    disabled={disabled}
                    onChange={onChange}
                  />
                )}
                <JoinSelect group={group} disabled={disabled} onChange={onChange} />
              </Flex>
              {onRemove && (
                <IconButton
                  type="button"
                  variant="ghost"
                  label={text('dotmailer.filter.removeGroup')}
                  disabled={disabled}
                  onClick={onRemove}
                >
                  <Trash />
                </IconButton>
              )}
            </Flex>
            {group.children.length === 0 && (
              <Typography textColor="danger600" variant="pi">
                {text('dotmailer.filter.emptyGroup')}
              </Typography>
            )}
            {group.children.map((child) => (
              <Child
                key={child.id}
                uid={inner.uid}
                node={child}
                disabled={disabled}
                onChange={(next) => replace(child.id, next)}
              />
            ))}
            <AddButtons group={group} disabled={disabled} onChange={onChange} />
          </Flex>
        );
      }}
    </ResolvePath>
  );
};
