import { useEffect, useState } from 'react';
import { useLazyDotmailerCollectionAttributesQuery } from '../../api/lists';
import type { Filter } from '../filter/tree';
import { typedFilter, type FindAttribute } from './typed-filter';

type Result = { filter: Filter | null; isReady: boolean; error: unknown };

const START: Result = { filter: null, isReady: false, error: null };

/** The view's filter with typed values; `isReady` once the attributes are known. */
export const useViewFilter = (collection: string, filter: Filter | null): Result => {
  const [fetchAttributes] = useLazyDotmailerCollectionAttributesQuery();
  const [result, setResult] = useState<Result>(START);
  const written = JSON.stringify(filter);

  useEffect(() => {
    let isCurrent = true;
    const settle = (next: Result) => {
      if (isCurrent) setResult(next);
    };

    const attributeAt = async (uid: string, path: string[]): ReturnType<FindAttribute> => {
      const { attributes } = await fetchAttributes(uid, true).unwrap();
      const [name, ...rest] = path;
      const attribute = attributes.find((candidate) => candidate.name === name);
      return attribute?.target && rest.length ? attributeAt(attribute.target, rest) : attribute;
    };

    const parsed = JSON.parse(written) as Filter | null;
    if (!parsed) {
      settle({ filter: null, isReady: true, error: null });
    } else {
      typedFilter(parsed, (path) => attributeAt(collection, path)).then(
        (typed) => settle({ filter: typed, isReady: true, error: null }),
        (error: unknown) => settle({ filter: null, isReady: false, error })
      );
    }
    return () => {
      isCurrent = false;
    };
  }, [collection, fetchAttributes, written]);

  return result;
};
