import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Reference data: the same for every workspace. Written only when a new build has other definitions. */
@Entity({ schema: 'ledgerlink', name: 'setup_step' })
export class SetupStepEntity {
  @PrimaryColumn('text', { name: 'integration_key' })
  integrationKey: string;

  @PrimaryColumn('text')
  key: string;

  @Column('smallint')
  position: number;

  @Column('text')
  title: string;

  @Column('text')
  instructions: string;

  @Column('text', { name: 'done_when' })
  doneWhen: string;
}
