import type { Trouble } from '../lib/status/troubles.js';
import { Scrolling } from './scrolling.js';

/** What is not well, with what to do. */
export function Troubles({ troubles }: { troubles: readonly Trouble[] }) {
  return (
    <Scrolling class="troubles" label="What is not well" live="polite">
      <h2>What is not well</h2>
      {troubles.length === 0 && <p class="none">Nothing that cvs status knows of.</p>}
      <ul>
        {troubles.map(({ id, region, severity, text, command, runbook }) => (
          <li key={`${id}${region}${text}`} class={severity}>
            <span aria-hidden="true">{severity === 'failing' ? '✖' : '▲'}</span>
            <p>
              {text} {command && <code>{command}</code>}
              {runbook && <small>Runbook: {runbook}</small>}
            </p>
          </li>
        ))}
      </ul>
    </Scrolling>
  );
}
