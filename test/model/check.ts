import { PROPERTIES, type Property, violations } from './properties.js';
import { RULES, type Rules } from './protocol/rules.js';
import { agesOf, runSchedule, type Scenario } from './scenario.js';
import { type Choices, drawn, everySchedule, replayed } from './schedules.js';
import { momentText } from './words.js';

/** What came of the schedules of a scenario. */
export interface Checked {
  schedules: number;
  /** How many of them violate each property. */
  violations: Record<Property, number>;
  /** How many violations are beyond each known limit: they are not counted above. */
  limits: Record<string, number>;
  /** The first that violates each, as a timeline. */
  first: Partial<Record<Property, string>>;
}

/** Runs every schedule of a scenario, up to the first violation of one property where it is named. */
export function check(scenario: Scenario, rules: Rules = RULES, until?: Property): Checked {
  const checked = nothingChecked();
  checked.schedules = everySchedule((choices, answers) => {
    look(scenario, rules, choices, answers, checked);
    return until !== undefined && checked.violations[until] > 0;
  });
  return checked;
}

/** Runs some schedules of a scenario, drawn by random numbers 0 ≤ x < 1. */
export function sample(scenario: Scenario, schedules: number, random: () => number, rules: Rules = RULES): Checked {
  const checked = nothingChecked();
  for (; checked.schedules < schedules; checked.schedules += 1) {
    const answers: number[] = [];
    const { choose } = drawn(random);
    const noted: Choices = {
      choose: (count) => {
        if (count <= 1) return 0;
        const answer = choose(count);
        answers.push(answer);
        return answer;
      },
    };
    look(scenario, rules, noted, answers, checked);
  }
  return checked;
}

function nothingChecked(): Checked {
  const none = Object.fromEntries(PROPERTIES.map((property) => [property, 0])) as Checked['violations'];
  return { schedules: 0, violations: none, limits: {}, first: {} };
}

function look(scenario: Scenario, rules: Rules, choices: Choices, answers: readonly number[], checked: Checked): void {
  const world = runSchedule(scenario, choices, rules);
  for (const violation of violations(world, agesOf(scenario))) {
    const { property } = violation;
    const limit = scenario.limits?.find(({ isCrossed }) => isCrossed(world, violation));
    if (limit) {
      checked.limits[limit.name] = (checked.limits[limit.name] ?? 0) + 1;
    } else {
      checked.violations[property] += 1;
      checked.first[property] ??= timeline(scenario, answers, rules);
    }
  }
}

/** One schedule as a timeline, and what it violates. */
export function timeline(scenario: Scenario, answers: readonly number[], rules: Rules = RULES): string {
  const world = runSchedule(scenario, replayed(answers), rules, true);
  const lines = world.trace.lines ?? [];
  const startMs = lines[0]?.atMs ?? 0;
  const found = violations(world, agesOf(scenario)).map(({ atMs, property, what }) => ({
    atMs,
    who: property.toUpperCase(),
    what,
  }));
  return [...lines, ...found]
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, who, what }) => `${momentText(atMs - startMs)}  ${who.padEnd(4)} ${what}`)
    .join('\n');
}
