import { check } from '../test/model/check.js';
import { BEYOND } from '../test/model/scenarios/beyond.js';
import { SCENARIOS } from '../test/model/scenarios.js';
import { atMost, type Figure, type Progress } from './figure.js';

/** Schedules that the model must have tried. */
const AT_LEAST = 1_000_000;

/**
 * Every schedule of every scenario of `test/model`: how many there are, and how many violate a property. A violation is
 * told as a timeline.
 */
export default async function model(progress: Progress): Promise<Figure[]> {
  const figures: Figure[] = [];
  let schedules = 0;
  for (const scenario of SCENARIOS) {
    const checked = check(scenario);
    schedules += checked.schedules;
    const violated = Object.entries(checked.violations).filter(([, found]) => found > 0);
    for (const [property, found] of violated) progress(`${scenario.name}: ${property} in ${found}`);
    for (const [property, text] of Object.entries(checked.first)) progress(`\n${property}:\n${text}\n`);
    const violations = violated.reduce((sum, [, found]) => sum + found, 0);
    figures.push(atMost(`${scenario.name}: violations in ${checked.schedules} schedules`, violations, 0, ''));
    for (const [name, value] of Object.entries(checked.limits))
      figures.push({ name: `  beyond: ${name}`, value, unit: '' });
    progress(`${scenario.name}: ${checked.schedules} schedules, ${violations} violations`);
  }
  for (const scenario of BEYOND) {
    const checked = check(scenario);
    for (const [name, value] of Object.entries(checked.limits)) {
      figures.push({ name: `beyond: ${name}, in ${checked.schedules} schedules`, value, unit: '' });
    }
  }
  const total = {
    name: 'schedules tried',
    value: schedules,
    unit: '',
    target: `≥ ${AT_LEAST}`,
    met: schedules >= AT_LEAST,
  };
  return [...figures, total];
}
