import { useEffect, useRef, useState } from 'react';
import { GroupEditor } from './GroupEditor';
import { fromFilter, toFilter, type Filter } from './tree';

type Props = {
  collection: string;
  value: Filter;
  disabled: boolean;
  onChange: (filter: Filter) => void;
};

/**
 * Builds a filter by choosing. The tree is kept here, because a half-typed condition has no filter
 * yet; it is read anew only when somebody else (a reset, a save) changed the filter.
 */
export const FilterBuilder = ({ collection, value, disabled, onChange }: Props) => {
  const [tree, setTree] = useState(() => fromFilter(value));
  const written = JSON.stringify(value);
  const ours = useRef(written);

  useEffect(() => {
    if (written === ours.current) return;
    ours.current = written;
    setTree(fromFilter(JSON.parse(written) as Filter));
  }, [written]);

  return (
    <GroupEditor
      uid={collection}
      group={tree}
      disabled={disabled}
      onChange={(next) => {
        const filter = toFilter(next);
        ours.current = JSON.stringify(filter);
        setTree(next);
        onChange(filter);
      }}
    />
  );
};
