import { Button } from '@mantine/core';
import { failureNotice } from '../ui/error-messages.ts';
import type { ListDefinition } from './list-definition.tsx';
import { type ExportState, useExport } from './use-export.ts';

const count = new Intl.NumberFormat();

interface ExportButtonProps {
  readonly list: ListDefinition;
  /** Of the query, without those of its page. */
  readonly variables: object;
  readonly fileName: string;
}

/** Exports the list as it is filtered, all pages of it. */
export function ExportButton({ list, variables, fileName }: ExportButtonProps) {
  const { state, start, resume, cancel } = useExport(list, variables, fileName);
  const isUnderWay = state.status === 'running' || state.status === 'failed';
  return (
    <div className="actions">
      <span role="status" className="quiet">
        {textOf(state)}
      </span>
      {!isUnderWay && (
        <Button variant="default" size="xs" onClick={start}>
          Export CSV
        </Button>
      )}
      {state.status === 'failed' && (
        <Button variant="default" size="xs" onClick={resume}>
          Go on
        </Button>
      )}
      {isUnderWay && (
        <Button variant="default" size="xs" onClick={cancel}>
          Cancel the export
        </Button>
      )}
    </div>
  );
}

function textOf(state: ExportState): string | undefined {
  if (state.status === 'idle') return undefined;
  const rows = state.rows === 1 ? '1 row' : `${count.format(state.rows)} rows`;
  if (state.status === 'running') return `${rows} read…`;
  if (state.status === 'saved') return `${rows} exported.`;
  const { error } = state;
  const reason = error ? failureNotice(error, '').text : 'The link is not there any more.';
  return `The export stopped after ${rows}. ${String(reason ?? '')}`;
}
