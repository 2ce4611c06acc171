import { useEffect, useRef, useState } from 'preact/hooks';

/** How long it is held down, in ms: longer than any slip. */
const HOLD_MS = 1000;

/** A button that acts when it has been held down for a second, by mouse, finger or key. */
export function HoldButton({ label, disabled, onHeld }: { label: string; disabled: boolean; onHeld: () => void }) {
  const [held, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const release = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHeld(false);
  };
  const press = () => {
    if (disabled || timer.current !== undefined) return;
    setHeld(true);
    timer.current = setTimeout(() => {
      release();
      onHeld();
    }, HOLD_MS);
  };
  useEffect(() => release, []);
  const isKey = ({ key }: KeyboardEvent) => key === 'Enter' || key === ' ';
  return (
    <button
      type="button"
      class={held ? 'hold held' : 'hold'}
      disabled={disabled}
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onKeyDown={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        press();
      }}
      onKeyUp={(event) => isKey(event) && release()}
      onBlur={release}
    >
      {label}
    </button>
  );
}
