import { type ClassType, ObjectType } from 'type-graphql';
import { Problem } from './problem.graphql.js';

type AbstractClass = abstract new () => object;

/**
 * Decorates the class of a GraphQL object whose fields are plain properties. graphql-js reads them itself, so no
 * resolver of TypeGraphQL runs for them.
 */
export const OutputType = (description: string, ...interfaces: AbstractClass[]): ClassDecorator =>
  ObjectType({ description, implements: interfaces as ClassType[], simpleResolvers: true });

/** Decorates the class of an expected refusal. The class extends `Problem`. */
export const ProblemType = (description: string): ClassDecorator => OutputType(description, Problem);
