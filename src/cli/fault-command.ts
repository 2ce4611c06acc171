import * as Flags from '@oclif/core/flags';
import { BaseCommand } from './base-command.js';

/** What the commands about a running sandbox's faults have in common. */
export abstract class FaultCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    endpoint: Flags.string({
      summary: 'Where the sandbox is.',
      env: 'AWS_ENDPOINT_URL',
      default: 'http://127.0.0.1:4570',
      helpValue: 'URL',
    }),
  };

  protected async faultsAt(endpoint: string) {
    const { faultClient } = await import('../sandbox/faults/fault-client.js');
    return faultClient(endpoint, fetch);
  }
}
