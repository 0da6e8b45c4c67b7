import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  isUnionType,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LIMITS } from './limits.js';
import { MAX_PAGE_SIZE } from './page-arguments.js';
import { rootFields } from './root-fields.js';

/** The types that pages of records lead to. */
export function recordTypesOf(schema: GraphQLSchema): ReadonlySet<GraphQLNamedType> {
  const found = new Set<GraphQLNamedType>();
  const add = (type: GraphQLNamedType): void => {
    if (found.has(type) || !(isObjectType(type) || isAbstractType(type))) return;
    found.add(type);
    if (isAbstractType(type)) schema.getPossibleTypes(type).forEach(add);
    if (!isUnionType(type)) for (const field of Object.values(type.getFields())) add(getNamedType(field.type));
  };
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      for (const { extensions, type: page } of Object.values(type.getFields()))
        if (extensions.pageOfRecords !== undefined) add(getNamedType(page));
  return found;
}

/** What can be said of the lists of a query without its variables. */
export interface Lists {
  /** Whether all of them are of records, or of the schema, which is as large as it is. */
  readonly mayBeLarge: boolean;
  readonly mayBeMany: boolean;
}

/** Whether a field answers a page. */
export const isPage = ({ args }: GraphQLField<unknown, unknown>): boolean => args.some(({ name }) => name === 'first');

/** The lists of a document: one with another list than of records is not of records, wherever that list stands. */
export function listsOf(
  schema: GraphQLSchema,
  recordTypes: ReadonlySet<GraphQLNamedType>,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Lists {
  let [records, others, counted] = [false, false, false];
  const typeInfo = new TypeInfo(schema);
  const Field = () => {
    const parent = typeInfo.getParentType();
    const field = typeInfo.getFieldDef();
    counted ||= field?.extensions.countedPage !== undefined;
    if (field?.extensions.pageOfRecords !== undefined || (parent && recordTypes.has(parent))) records = true;
    else if (field && (isPage(field) || isListType(getNullableType(field.type)))) others = true;
  };
  visit(document, visitWithTypeInfo(typeInfo, { Field }));
  const atTop = rootFields(document, operation.selectionSet);
  const isIntrospection = atTop.every(({ name }) => name.value.startsWith('__'));
  return {
    mayBeLarge: isIntrospection || (records && !others),
    mayBeMany: records || counted || atTop.length * MAX_PAGE_SIZE > LIMITS.pageRows,
  };
}
