import { Field } from 'type-graphql';
import { OutputType } from '../infra/graphql/output-type.js';
import type { SetupStepDefinition } from '../providers/provider.js';

@OutputType('One step of the set-up of an integration.')
export class SetupStep {
  @Field(() => String, {
    description: 'A stable key for programs: register-application, add-keys or enable.',
  })
  key: string;

  @Field(() => String, { description: 'The title of the step.' })
  title: string;

  @Field(() => String, { description: "The instructions, with this installation's callback URL." })
  instructions: string;

  @Field(() => Boolean, { description: 'Whether the step is done, as far as this API can tell.' })
  done: boolean;
}

export interface InstallationUrls {
  readonly callbackUrl: string;
  readonly developerPortalUrl: string;
}

export function toSetupStep(data: SetupStepDefinition, urls: InstallationUrls, done: boolean): SetupStep {
  const instructions = data.instructions
    .replaceAll('{callbackUrl}', () => urls.callbackUrl)
    .replaceAll('{developerPortalUrl}', () => urls.developerPortalUrl);
  return Object.assign(new SetupStep(), { key: data.key, title: data.title, instructions, done });
}
