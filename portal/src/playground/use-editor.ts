import { useMonaco } from '@graphiql/react';
import { useEffect, useState } from 'react';

/**
 * Loads the editor, and says whether it is there. Show GraphiQL only then: while GraphiQL itself loads the editor, its
 * tabs can already be chosen, and the editor starts with the text of the first tab whichever is chosen.
 *
 * @throws what the import of the editor's files rejected with, while rendering
 */
export function useEditor(): boolean {
  const { monaco, actions } = useMonaco();
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    actions.initialize().catch(setFailure);
  }, [actions]);
  if (failure !== undefined) throw failure;
  return monaco !== undefined;
}
