import type { Report } from '../progress.js';

/** Shows the steps of a failover as the activity of one step of the drill. */
export function asActivity(report: Report, id: string): Report {
  const titles = new Map<string, string>();
  return (event) => {
    if (event.type === 'plan') for (const step of event.steps) titles.set(step.id, step.title);
    else if (event.type === 'step' && event.status === 'started') {
      report({ type: 'activity', id, message: titles.get(event.id) ?? event.id });
    } else if (event.type === 'note' || event.type === 'warning') report(event);
  };
}
