import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode } from 'graphql';

/** A selected field. `condition`: the name of the type that the fragment around it is for, of the innermost that names one. */
export interface FlatField {
  readonly node: FieldNode;
  readonly condition: string | undefined;
}

/** The fields of a selection, those in fragments too. The document must be valid. */
export const flatFields = (document: DocumentNode, set: SelectionSetNode, condition?: string): FlatField[] =>
  set.selections.flatMap((one) => {
    if (one.kind === Kind.FIELD) return [{ node: one, condition }];
    const fragment =
      one.kind === Kind.INLINE_FRAGMENT
        ? one
        : document.definitions.find(
            (found) => found.kind === Kind.FRAGMENT_DEFINITION && found.name.value === one.name.value,
          );
    if (fragment === undefined || !('selectionSet' in fragment)) return [];
    const own = 'typeCondition' in fragment ? fragment.typeCondition?.name.value : undefined;
    return flatFields(document, fragment.selectionSet, own ?? condition);
  });

/** The fields that an operation selects at its top. */
export const rootFields = (document: DocumentNode, set: SelectionSetNode): FieldNode[] =>
  flatFields(document, set).map(({ node }) => node);

/** Whether a field of this name is selected at any level. */
export const selectsField = (document: DocumentNode, set: SelectionSetNode | undefined, name: string): boolean =>
  set !== undefined &&
  rootFields(document, set).some((one) => one.name.value === name || selectsField(document, one.selectionSet, name));
