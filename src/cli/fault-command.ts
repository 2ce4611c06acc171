import * as Flags from '@oclif/core/flags';
import { faultClient } from '../sandbox/faults/fault-client.js';
import { BaseCommand } from './base-command.js';

/** What the commands for a running sandbox's faults share. */
export abstract class FaultCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    endpoint: Flags.string({
      summary: 'Address of the sandbox.',
      env: 'AWS_ENDPOINT_URL',
      default: 'http://127.0.0.1:4570',
      helpValue: 'URL',
    }),
  };

  protected faultsAt(endpoint: string) {
    return faultClient(endpoint, fetch);
  }
}
