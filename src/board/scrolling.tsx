import type { ComponentChildren } from 'preact';

/** A section that scrolls where its text is longer than its place: the keyboard reaches it, so that it can be scrolled. */
export function Scrolling(props: {
  class: string;
  label: string;
  live?: 'polite' | 'off';
  children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section class={props.class} aria-label={props.label} aria-live={props.live} tabIndex={0}>
      {props.children}
    </section>
  );
}
