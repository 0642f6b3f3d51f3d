import { Box, Flex, IconButton, Loader, TextInput, Typography } from '@strapi/design-system';
import { ArrowLeft } from '@strapi/icons';
import { useId, useState, type ChangeEvent, type KeyboardEvent } from 'react';
import { useDotmailerMappingSourcesQuery } from '../../../api/mappings';
import { useProblemText } from '../../../components/problem-text';
import { useText } from '../../../text';
import type { MappingSource } from '../../../../../contracts/mappings';
import { SourceOption } from './SourceOption';
import type { SourceValue } from './values';

/** A relation or component that was walked through. */
type Step = { path: string; label: string };

type Props = {
  collection: string;
  taken: string[];
  onPick: (source: SourceValue) => void;
};

const isMatch = (typed: string) => {
  const wanted = typed.trim().toLowerCase();
  return ({ label, path }: MappingSource): boolean =>
    label.toLowerCase().includes(wanted) || path.toLowerCase().includes(wanted);
};

/** Where in the tree one stands, what of it is shown, and which option the keyboard is on. */
const useTree = ({ collection, onPick }: Props) => {
  const [way, setWay] = useState<Step[]>([]);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const query = useDotmailerMappingSourcesQuery({ collection, path: way.at(-1)?.path ?? '' });
  const shown = (query.currentData?.sources ?? []).filter(isMatch(typed));

  const search = (words: string) => {
    setTyped(words);
    setAt(0);
  };
  const walk = (steps: Step[]) => {
    setWay(steps);
    search('');
  };
  return {
    way,
    typed,
    query,
    shown,
    at: Math.min(at, shown.length - 1),
    setAt,
    search,
    back: () => walk(way.slice(0, -1)),
    choose: (source: MappingSource | undefined) => {
      if (!source) return;
      const { path, label } = source;
      if (!('type' in source)) return walk([...way, { path, label }]);
      const whole = [...way, source].map((step) => step.label).join(' › ');
      onPick({ path, label: whole, type: source.type });
    },
  };
};

type Tree = ReturnType<typeof useTree>;

/** The list is used from the search box: arrows choose, and lead into and out of relations. */
const useKeys =
  ({ way, typed, shown, at, setAt, back, choose }: Tree, taken: string[]) =>
  (event: KeyboardEvent) => {
    const source = shown[at];
    const leadsOn = source !== undefined && !('type' in source);
    const isEmpty = typed === '';
    const actions: Record<string, (() => void) | false> = {
      ArrowDown: () => setAt((at + 1) % shown.length),
      ArrowUp: () => setAt((at - 1 + shown.length) % shown.length),
      ArrowRight: isEmpty && leadsOn && (() => choose(source)),
      ArrowLeft: isEmpty && way.length > 0 && back,
      Backspace: isEmpty && way.length > 0 && back,
      Enter: () => (source && !taken.includes(source.path) ? choose(source) : undefined),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

const Options = ({ tree, taken, listId }: { tree: Tree; taken: string[]; listId: string }) => {
  const text = useText();
  const problemText = useProblemText();
  const { query, shown, at, choose } = tree;
  if (query.error) return <Typography textColor="danger600">{problemText(query.error)}</Typography>;
  if (!query.currentData) return <Loader small>{text('dotmailer.mappings.loading')}</Loader>;
  if (!shown.length)
    return (
      <Typography textColor="neutral600">{text('dotmailer.mappings.source.nothing')}</Typography>
    );
  return (
    <Box
      id={listId}
      role="listbox"
      aria-label={text('dotmailer.mappings.sources')}
      maxHeight="28rem"
      overflow="auto"
    >
      {shown.map((source, index) => (
        <SourceOption
          key={source.path}
          id={`${listId}-${index}`}
          source={source}
          isActive={index === at}
          isTaken={taken.includes(source.path)}
          onChoose={() => choose(source)}
        />
      ))}
    </Box>
  );
};

/** The fields of a collection and, walking through relations and components, of what belongs to it. */
export const SourceTree = (props: Props) => {
  const text = useText();
  const listId = useId();
  const tree = useTree(props);
  const { way, typed, at, shown, search, back } = tree;
  const onKeyDown = useKeys(tree, props.taken);
  return (
    <Flex direction="column" alignItems="stretch" gap={2} padding={2} width="32rem">
      {way.length ? (
        <Flex gap={1}>
          <IconButton
            type="button"
            size="XS"
            variant="ghost"
            label={text('dotmailer.mappings.source.back')}
            onClick={back}
          >
            <ArrowLeft />
          </IconButton>
          <Typography fontWeight="semiBold" ellipsis>
            {way.map(({ label }) => label).join(' › ')}
          </Typography>
        </Flex>
      ) : null}
      <TextInput
        size="S"
        role="combobox"
        aria-label={text('dotmailer.mappings.source.search')}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={shown.length ? `${listId}-${at}` : undefined}
        autoComplete="off"
        placeholder={text('dotmailer.mappings.source.search')}
        value={typed}
        onChange={(event: ChangeEvent<HTMLInputElement>) => search(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <Options tree={tree} taken={props.taken} listId={listId} />
    </Flex>
  );
};
