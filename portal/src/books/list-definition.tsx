import type { ReactNode } from 'react';
import type { AnyVariables, TypedDocumentNode } from 'urql';
import { Amount } from '../ui/amount.tsx';
import type { FilterValues } from '../ui/filter-form.tsx';
import { Day } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';

/** One value of a record: its text in a CSV file, and how a page shows it where that is not the text. */
export interface Cell {
  readonly text: string;
  readonly shown?: ReactNode;
}

interface Column<Node> {
  readonly label: string;
  /** Null: the record has no such value. */
  readonly cell: (node: Node) => Cell | null;
  /** Amounts stand to the right. */
  readonly isAmount?: boolean;
  /** Only in CSV files. */
  readonly isExported?: boolean;
}

/** A field above a list. Its value is kept in the address under its name. */
export type FilterField =
  | { readonly kind: 'search'; readonly name: string; readonly description: string }
  | { readonly kind: 'date'; readonly name: string; readonly label: string }
  /** `all` is the text of the choice that filters nothing. */
  | {
      readonly kind: 'choice';
      readonly name: string;
      readonly label: string;
      readonly all: string;
      readonly options: Readonly<Record<string, string>>;
    }
  /** Set by a link of another page. `note` says what is shown then. */
  | { readonly kind: 'given'; readonly name: string; readonly note: string };

interface Row {
  readonly id: string;
  readonly cells: readonly (Cell | null)[];
  readonly isDeleted: boolean;
}

export interface ListPage {
  readonly rows: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** One list of the books: what is asked for, and how it is filtered, shown and exported. */
export interface ListDefinition {
  /** Its part of the address. */
  readonly key: string;
  readonly label: string;
  readonly query: TypedDocumentNode<unknown, AnyVariables>;
  readonly fields: readonly FilterField[];
  readonly columns: readonly Pick<Column<never>, 'label' | 'isAmount' | 'isExported'>[];
  variables(filter: FilterValues): object;
  /** Undefined: the link is not there any more. */
  page(data: unknown): ListPage | undefined;
}

interface PageVariables {
  linkId: string | number;
  first: number;
  after?: string | null | undefined;
}
interface Listed {
  readonly id: string;
  readonly deletedAt: string | null;
}
interface Answered<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: ListPage['pageInfo'];
}
/** The records that a query with a `page` of a node answers. */
type NodeOf<Data> = Data extends { node: infer Found }
  ? Extract<Found, { page: unknown }> extends { page: { nodes: readonly (infer Node)[] } }
    ? Node
    : never
  : never;

/** Defines a list, with types that its query gives. */
export function defineList<Data, Variables extends PageVariables>(own: {
  readonly key: string;
  readonly label: string;
  readonly query: TypedDocumentNode<Data, Variables>;
  readonly fields: readonly FilterField[];
  readonly columns: readonly Column<NodeOf<Data>>[];
  readonly variables: (filter: FilterValues) => Omit<Variables, keyof PageVariables>;
}): ListDefinition {
  const columns = [...own.columns, ...(EXPORTED as readonly Column<NodeOf<Data>>[])];
  return {
    ...own,
    query: own.query as TypedDocumentNode<unknown, AnyVariables>,
    columns,
    page(data) {
      const { node } = data as { readonly node: { readonly page?: Answered<NodeOf<Data> & Listed> } | null };
      return (
        node?.page && {
          rows: node.page.nodes.map((one) => ({
            id: one.id,
            cells: columns.map(({ cell }) => cell(one)),
            isDeleted: one.deletedAt !== null,
          })),
          pageInfo: node.page.pageInfo,
        }
      );
    },
  };
}

export const text = (value: string | null | undefined, shown?: ReactNode): Cell | null =>
  value ? { text: value, shown } : null;
/** A name from outside. */
export const name = (value: string | null | undefined): Cell | null =>
  value ? text(value, <Name>{value}</Name>) : null;
export const day = (value: string | null): Cell | null => (value ? text(value, <Day on={value} short />) : null);
export const amount = (value: string | null, currency?: string | null): Cell | null =>
  value ? text(value, <Amount value={value} currency={currency} />) : null;

/** What each list has in its CSV file beside what it shows. */
const EXPORTED: readonly Column<Listed & { readonly sourceId: string }>[] = [
  { label: 'Deleted at', isExported: true, cell: ({ deletedAt }) => text(deletedAt) },
  { label: 'Id at the platform', isExported: true, cell: ({ sourceId }) => text(sourceId) },
];
