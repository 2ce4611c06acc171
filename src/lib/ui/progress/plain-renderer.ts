import type { ProgressEvent } from '../../progress.js';
import { type Renderer, stepTitle } from './renderer.js';

/** One plain line for each event: for pipes, CI logs and screen readers. */
export function plainRenderer(write: (line: string) => void): Renderer {
  const titles = new Map<string, string>();
  return {
    report(event) {
      if (event.type === 'plan') for (const step of event.steps) titles.set(step.id, stepTitle(step));
      const line = plainLine(event, titles);
      if (line !== undefined) write(line);
    },
  };
}

function plainLine(event: ProgressEvent, titles: ReadonlyMap<string, string>): string | undefined {
  switch (event.type) {
    case 'plan':
      return undefined;
    case 'step':
      return `[${titles.get(event.id) ?? event.id}] ${event.status}${event.detail ? `: ${event.detail}` : ''}${took(event)}`;
    case 'activity':
      // Counts change with every resource, and each resource has a line of its own.
      return event.total === undefined ? `[${titles.get(event.id) ?? event.id}] ${event.message}` : undefined;
    case 'stack-event':
      return `[${event.region} ${event.stackName}] ${event.status} ${event.logicalId}${event.reason ? `: ${event.reason}` : ''}`;
    case 'note':
      return event.message;
    case 'warning':
      return `warning: ${event.message}`;
  }
}

/** Nothing for an unchanged step: how long it took to look is of no interest. */
function took({ status, seconds }: Extract<ProgressEvent, { type: 'step' }>): string {
  return seconds === undefined || status === 'unchanged' ? '' : ` (${seconds} s)`;
}
