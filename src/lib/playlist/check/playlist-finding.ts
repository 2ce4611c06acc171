import { CATALOGUE, type FindingId } from '../../findings/catalogue.js';
import type { Entry, Severity } from '../../findings/finding.js';
import { LONGEST_SENTENCE, outsideText } from '../../outside-text.js';

/** Something in a merged master playlist, or behind it, that keeps players from moving between its regions. */
export interface Finding extends Pick<Entry, 'severity' | 'source' | 'action'> {
  /** Of the master playlist, from 1: of the entry that it is about. */
  line: number;
  /** Its id in the catalogue of findings. */
  rule: FindingId;
  message: string;
  /** The players that it hurts; `all` where no player can do right. */
  hurts: readonly string[];
}

/** @param severity where it is not that of the catalogue */
export function finding(
  rule: FindingId,
  line: number,
  message: string,
  severity: Severity = CATALOGUE[rule].severity,
): Finding {
  const { hurts, source, action } = CATALOGUE[rule];
  return { line, rule, message: outsideText(message, LONGEST_SENTENCE), severity, hurts, source, action };
}
