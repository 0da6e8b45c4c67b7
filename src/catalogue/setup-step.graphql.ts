import { Field, ObjectType } from 'type-graphql';
import type { StepData } from './catalogue.repository.js';

@ObjectType({ description: 'One step of setting an integration up.', simpleResolvers: true })
export class SetupStep {
  @Field(() => String, { description: 'Stable, for programs: register-application, add-keys, enable.' })
  key: string;

  @Field(() => String, { description: 'What the step is called.' })
  title: string;

  @Field(() => String, { description: "What to do, with this installation's real callback URL." })
  instructions: string;

  @Field(() => Boolean, { description: 'Whether it is done, as far as this API can see.' })
  done: boolean;
}

export interface InstallationUrls {
  readonly callbackUrl: string;
  readonly developerPortalUrl: string;
}

export function toSetupStep(data: StepData, urls: InstallationUrls, done: boolean): SetupStep {
  const instructions = data.instructions
    .replaceAll('{callbackUrl}', urls.callbackUrl)
    .replaceAll('{developerPortalUrl}', urls.developerPortalUrl);
  return Object.assign(new SetupStep(), { key: data.key, title: data.title, instructions, done });
}
