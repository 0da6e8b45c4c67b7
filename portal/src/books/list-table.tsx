import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { Tag } from '../ui/tag.tsx';
import type { ListDefinition, ListPage } from './list-definition.tsx';

interface ListTableProps {
  readonly list: ListDefinition;
  readonly page: ListPage;
  /** The address of a record's page. */
  readonly addressOf: (id: string) => string;
  /** The parameters of this list, to come back to it. */
  readonly search: string;
}

/** One page of a list. The first column leads to the record. On a narrow screen each row becomes a card. */
export function ListTable({ list, page, addressOf, search }: ListTableProps) {
  const columns = list.columns
    .map((column, index) => ({ ...column, index }))
    .filter(({ isExported }) => isExported !== true);
  const [first, ...others] = columns;
  return (
    <table className="rows list">
      <caption className="visually-hidden">{list.label} on this page</caption>
      <thead>
        <tr>
          {columns.map(({ label, isAmount }) => (
            <th key={label} scope="col" data-amount={isAmount}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {page.rows.map(({ id, cells, isDeleted }) => (
          <tr key={id} data-ended={isDeleted}>
            <th scope="row">
              <Anchor renderRoot={(props) => <Link {...props} href={addressOf(id)} state={{ list: search }} />}>
                {shownOf(cells[first?.index ?? 0])}
              </Anchor>
              {isDeleted && (
                <>
                  {' '}
                  <Tag tone="plain">Deleted</Tag>
                </>
              )}
            </th>
            {others.map(({ label, index, isAmount }) => (
              <td key={label} data-label={label} data-amount={isAmount}>
                {shownOf(cells[index])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shownOf = (cell: ListPage['rows'][number]['cells'][number] | undefined) => cell?.shown ?? cell?.text;
