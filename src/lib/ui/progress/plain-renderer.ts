import type { ProgressEvent } from '../../progress.js';
import type { Renderer } from './renderer.js';
import { stepTitle } from './step-title.js';

/** One plain line an event: for pipes, CI logs and screen readers. */
export function plainRenderer(write: (line: string) => void): Renderer {
  const titles = new Map<string, string>();
  return {
    report(event) {
      if (event.type === 'plan') for (const step of event.steps) titles.set(step.id, stepTitle(step));
      const line = plainLine(event, titles);
      if (line !== undefined) write(line);
    },
    finish: async () => {},
  };
}

function plainLine(event: ProgressEvent, titles: ReadonlyMap<string, string>): string | undefined {
  switch (event.type) {
    case 'plan':
      return undefined;
    case 'step':
      return `[${titles.get(event.id) ?? event.id}] ${event.status}${event.detail ? `: ${event.detail}` : ''}${took(event)}`;
    case 'activity':
      // Counts change with every resource, whose own lines tell the same.
      return event.total === undefined ? `[${titles.get(event.id) ?? event.id}] ${event.message}` : undefined;
    case 'stack-event':
      return `[${event.region} ${event.stackName}] ${event.status} ${event.logicalId}${event.reason ? `: ${event.reason}` : ''}`;
    case 'note':
      return event.message;
    case 'warning':
      return `warning: ${event.message}`;
  }
}

/** Nothing for what was there already: how long it took to see that is of no interest. */
function took({ status, seconds }: Extract<ProgressEvent, { type: 'step' }>): string {
  return seconds === undefined || status === 'unchanged' ? '' : ` (${seconds} s)`;
}
