import { TestEnvironment } from 'jest-environment-node';

/** What outlives the test files of a worker: Jest loads this module once, and the test files' modules once a file. */
const kept = new Map();

/** Node's environment, in which a test file finds what another one has kept. */
export default class SandboxEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.keptByWorker = kept;
  }
}
