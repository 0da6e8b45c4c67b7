import type { ApiScope } from '../gql/graphql.ts';
import { linkingExamples } from './linking-examples.ts';
import type { GuideStep, PlaygroundExample } from './playground-example.ts';
import { type GuidedIntegration, setupExamples } from './setup-examples.ts';

/**
 * The set-up guide and the first link as operations, in the order in which they are followed. Everything that differs by
 * platform comes from the API. Steps that need another scope than the key has are left out. `integration`: the one to
 * set up; undefined: the key may not see integrations, so the guide begins with the company.
 */
export function createGuide(
  integration: GuidedIntegration | undefined,
  scopes: readonly ApiScope[],
): PlaygroundExample[] {
  const setup = integration === undefined ? [] : setupExamples(integration);
  const key = integration?.key ?? 'put the key of the integration here';
  return [...setup, ...linkingExamples(key)]
    .filter(({ scope, alsoNeeds = scope }) => scopes.includes(scope) && scopes.includes(alsoNeeds))
    .map((example, index) => numbered(example, index + 1));
}

const LINE = 60;

/** Puts the step's number and its title above the operation, in lines that fit into the editor. */
function numbered({ title, operation, variables }: GuideStep, number: number): PlaygroundExample {
  const lines: string[] = [];
  let line = `# ${number}.`;
  for (const word of title.split(' ')) {
    if (line.length + word.length >= LINE) {
      lines.push(line);
      line = '#   ';
    }
    line += ` ${word}`;
  }
  return { operation: `${[...lines, line].join('\n')}\n${operation}`, variables };
}
