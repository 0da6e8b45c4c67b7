import { createSigner, type Signer } from './oauth/signer.js';
import { EventLog } from './state/event-log.js';
import { initialState, type State } from './state/state.js';
import { readState, StateFile } from './state/state-file.js';

/** One Sage: what it knows, its clock, its log. */
export class Sandbox {
  readonly events = new EventLog();
  readonly controlKey: string;
  private constructor(
    readonly state: State,
    private readonly file: StateFile,
    public signer: Signer,
    controlKey: string,
  ) {
    this.controlKey = controlKey;
  }

  static async open(stateFile: string | undefined, controlKey: string): Promise<Sandbox> {
    const state = readState(stateFile);
    const sandbox = new Sandbox(
      state,
      new StateFile(stateFile, state),
      await createSigner(state.signingKey),
      controlKey,
    );
    // A file that cannot be written is reported at start, not at the first sign-in.
    await sandbox.saved();
    return sandbox;
  }

  /** The sandbox's time in epoch ms: the machine's, moved by what the control API asked for. */
  now(): number {
    return Date.now() + this.state.clockOffsetMs;
  }

  /** To wait for before an answer: a change that was answered outlives a kill. */
  saved(): Promise<void> {
    return this.file.saved();
  }

  /** As it was when it first started. Tokens of before are worth nothing: they were signed with another key. */
  async reset(): Promise<void> {
    Object.assign(this.state, initialState());
    this.events.clear();
    this.signer = await createSigner(this.state.signingKey);
    await this.saved();
  }
}
