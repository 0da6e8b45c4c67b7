import { RequestLimits } from './api/request-limits.js';
import { BookShelf } from './books/shelf.js';
import { HangingRequests } from './faults/hanging-requests.js';
import { createSigner, type Signer } from './oauth/signer.js';
import { EventLog } from './state/event-log.js';
import { RequestLog } from './state/request-log.js';
import { initialState, type State } from './state/state.js';
import { readState, StateFile } from './state/state-file.js';

/**
 * One running stand-in for Sage: its state, its clock and its event log. It knows OAuth and Sage's endpoints, and
 * nothing of Ledgerlink.
 */
export class Sandbox {
  readonly events = new EventLog();
  readonly hanging = new HangingRequests();
  readonly books = new BookShelf();
  readonly limits = new RequestLimits();
  readonly requests = new RequestLog();
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
    // Write once at start, so that a file that is not writable is reported now and not at the first sign-in.
    await sandbox.persist();
    return sandbox;
  }

  /** The sandbox's time in epoch ms: the machine's time plus the offset set through the control API. */
  now(): number {
    return Date.now() + this.state.clockOffsetMs;
  }

  /** Saves the state. Await it before an answer, so that an answered change survives a kill. */
  persist(): Promise<void> {
    return this.file.persist();
  }

  /** Restores the initial state. Earlier tokens become invalid, because the signing key changes. */
  async reset(): Promise<void> {
    Object.assign(this.state, initialState());
    this.hanging.release();
    this.books.clear();
    this.limits.clear();
    this.requests.clear();
    this.events.clear();
    this.signer = await createSigner(this.state.signingKey);
    await this.persist();
  }
}
