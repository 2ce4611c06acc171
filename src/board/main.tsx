import { render } from 'preact';
import { ApiError, openSession, readFacts } from './api.js';
import { Board } from './board.js';

const root = document.getElementById('board') as HTMLElement;

/** The token stands in the fragment of the link, which no server sees, and leaves the address at once. */
async function open(): Promise<void> {
  const token = location.hash.slice(1);
  history.replaceState(null, '', location.pathname + location.search);
  try {
    if (token) await openSession(token).catch(ignoreUsedLink);
    const facts = await readFacts();
    document.title = `${facts.cluster} board`;
    root.replaceChildren();
    render(<Board facts={facts} wall={new URLSearchParams(location.search).has('wall')} />, root);
  } catch (error) {
    root.replaceChildren(notice(error instanceof Error ? error.message : String(error)));
    // The board may come back under the same session.
    if (!(error instanceof ApiError)) setTimeout(() => location.reload(), 3000);
  }
}

/** A link that is opened twice in one browser still has its session. */
async function ignoreUsedLink(error: unknown): Promise<void> {
  if (!(error instanceof ApiError) || error.status !== 401) throw error;
  await readFacts().catch(() => {
    throw error;
  });
}

function notice(text: string): HTMLElement {
  const paragraph = document.createElement('p');
  paragraph.className = 'notice';
  paragraph.setAttribute('role', 'alert');
  paragraph.textContent = text;
  return paragraph;
}

// The page was loaded before it was known where viewers load the master playlist: a new one may play that too.
document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
  if (effectiveDirective === 'connect-src' && performance.now() > 30_000) location.reload();
});

open();
