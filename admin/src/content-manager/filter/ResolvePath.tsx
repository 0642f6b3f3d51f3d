import { Loader, Typography } from '@strapi/design-system';
import type { ReactNode } from 'react';
import type { FilterAttribute } from '../../../../contracts/marketing-lists';
import { useDotmailerCollectionAttributesQuery } from '../../api/lists';
import { useProblemText } from '../../components/problem-text';
import { useText } from '../../text';

/** One level of a path: what can be chosen there, and what is chosen. */
export type Step = { uid: string; attributes: FilterAttribute[]; attribute?: FilterAttribute };

type Props = {
  /** Content type or component the path starts in. */
  uid: string;
  path: string[];
  before?: Step[];
  /** `known` is false when the path leads nowhere. */
  children: (steps: Step[], known: boolean) => ReactNode;
};

/** Looks a path's attributes up, level by level, and hands out what it found. */
export const ResolvePath = ({ uid, path, before = [], children }: Props) => {
  const text = useText();
  const problemText = useProblemText();
  const { data, error } = useDotmailerCollectionAttributesQuery(uid);
  if (error && !data) {
    return <Typography textColor="danger600">{problemText(error)}</Typography>;
  }
  if (!data) return <Loader small>{text('dotmailer.filter.loading')}</Loader>;

  const [name, ...rest] = path;
  const attribute = data.attributes.find((candidate) => candidate.name === name);
  const steps = [...before, { uid, attributes: data.attributes, attribute }];
  if (!attribute) return <>{children(steps, name === undefined)}</>;
  if (!attribute.target) return <>{children(steps, rest.length === 0)}</>;
  return (
    <ResolvePath uid={attribute.target} path={rest} before={steps}>
      {children}
    </ResolvePath>
  );
};
