import { useEffect, useRef, useState } from 'preact/hooks';
import type { Order } from '../lib/board/orders.js';
import type { Preview } from '../lib/board/preview-order.js';
import { type BoardFacts, begin, preview } from './api.js';
import { HoldButton } from './hold-button.js';
import type { Asked } from './region-card.js';

/** How long a text stays as it is before it is looked at, in ms. */
const TYPING_MS = 400;

/** How long a close or a reroute can last, in s. */
const ENDS = [
  { label: 'until it is opened', s: undefined },
  { label: 'for 15 minutes', s: 15 * 60 },
  { label: 'for an hour', s: 3600 },
] as const;

/** Asks for the reason, says what will happen, and begins the change when a button is held down. */
export function ChangeDialog({
  asked: { action, now, region },
  facts,
  onClose,
}: {
  asked: Asked & { region: string };
  facts: BoardFacts;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [end, setEnd] = useState(0);
  const [force, setForce] = useState(false);
  const [name, setName] = useState('');
  const offAir = action === 'off-air';
  const subject = offAir ? facts.cluster : region;
  const [problem, setProblem] = useState('');
  // One key an opening of this dialog: a request that is sent twice changes nothing twice.
  const [key] = useState(() => crypto.randomUUID());
  const order = orderOf({
    action,
    now,
    region: offAir ? name : region,
    reason: reason.trim() || 'no reason yet',
    forS: ENDS[end]?.s,
    force,
  });
  const would = usePreview(order, setProblem);
  useEffect(() => dialog.current?.showModal(), []);
  const verb = offAir ? 'Off the air:' : now ? 'Close now' : `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  const send = () => begin(order, key).then(onClose, (error: Error) => setProblem(error.message));
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="change-title">
      <h2 id="change-title">
        {verb} {subject}
      </h2>
      <label>
        Reason
        <input
          type="text"
          required
          maxLength={200}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </label>
      {offAir && (
        <label>
          Viewers will see nothing. Type the name of the cluster
          <input type="text" required value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
        </label>
      )}
      {(action === 'close' || action === 'reroute') && (
        <label>
          It lasts
          <select value={end} onChange={({ currentTarget }) => setEnd(Number(currentTarget.value))}>
            {ENDS.map(({ label }, index) => (
              <option key={label} value={index}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="preview" aria-live="polite">
        {would ? <WouldHappen {...would} /> : <p>What will happen is being looked up …</p>}
        {would?.refused?.code === 'DESTINATION_UNHEALTHY' && (
          <label class="check">
            <input type="checkbox" checked={force} onChange={({ currentTarget }) => setForce(currentTarget.checked)} />
            Do it nevertheless
          </label>
        )}
        {problem && (
          <p class="refused" role="alert">
            {problem}
          </p>
        )}
      </div>
      <p class="ends">
        <button type="button" onClick={() => dialog.current?.close()}>
          Leave it
        </button>
        <HoldButton
          label={offAir ? `Hold to take ${subject} off the air` : `Hold to ${verb.toLowerCase()} ${region}`}
          disabled={reason.trim() === '' || (offAir && name !== facts.cluster) || !would || would.refused !== undefined}
          onHeld={send}
        />
      </p>
      <small>
        The history will say {facts.identity}: {reason.trim() || '…'}
      </small>
    </dialog>
  );
}

function WouldHappen({ command, effects, warnings, refused }: Preview) {
  return (
    <>
      {refused && (
        <p class="refused">
          It is refused: {refused.message} {refused.suggestions.join(' ')}
        </p>
      )}
      <ul>
        {effects.map((text) => (
          <li key={text}>{text}</li>
        ))}
        {warnings.map((text) => (
          <li key={text} class="warning">
            {text}
          </li>
        ))}
      </ul>
      <code>{command}</code>
    </>
  );
}

interface Wanted {
  action: Order['action'];
  now?: boolean;
  region: string;
  reason: string;
  forS?: number;
  force: boolean;
}

function orderOf({ action, now, region, reason, forS, force }: Wanted): Order {
  const forced = force ? { force } : {};
  const ends = forS === undefined ? {} : { forS };
  switch (action) {
    case 'close':
      return { action, region, reason, ...(now ? { now } : {}), ...ends, ...forced };
    case 'reroute':
      return { action, region, reason, ...ends };
    case 'off-air':
      return { action, cluster: region, reason };
    default:
      return { action, region, reason, ...forced };
  }
}

/** What an order would do; looked up again when it has changed and nothing is being typed. */
function usePreview(order: Order, tell: (problem: string) => void): Preview | undefined {
  const [would, setWould] = useState<Preview>();
  const text = JSON.stringify(order);
  useEffect(() => {
    const over = new AbortController();
    const timer = setTimeout(() => {
      preview(JSON.parse(text) as Order, over.signal).then(
        (found) => {
          tell('');
          setWould(found);
        },
        (error: Error) => over.signal.aborted || tell(error.message),
      );
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [text, tell]);
  return would;
}
