import type { Property } from './properties.js';
import type { Rules } from './protocol/rules.js';
import type { Person, Scenario } from './scenario.js';
import { ann, bob, CLOSED, close, open, two } from './scenarios/acts.js';

/** The protocol without one of its rules, and a scenario in which that shows. */
export interface Weakened {
  name: string;
  rules: Partial<Rules>;
  /** What is violated then. */
  property: Property;
  scenario: Scenario;
}

const closing = (distribution: number, reach: Person['reach'], startsMs: Person['startsMs']): Person => ({
  ...(distribution === 0 ? ann : bob),
  acts: [[close(distribution, { now: true })]],
  reach,
  startsMs,
});
const first = closing(0, [[0], [0, 1]], [0]);
const second = closing(1, [[1], [1, 0]], [0, 70, 130, 200, 400, 900, 1500, 2600]);
const twoClose: Scenario = {
  ...two,
  name: 'two close both regions',
  people: [first, second],
};

/** Each rule is needed: without it the model finds a violation. */
export const WEAKENED: readonly Weakened[] = [
  { name: 'a close settles for 0.5 s', rules: { settleMs: 500 }, property: 'off the air', scenario: twoClose },
  {
    name: 'copilots let closes begin however old their knowledge is',
    rules: { knowledgeAgeMs: Number.POSITIVE_INFINITY },
    property: 'off the air',
    scenario: twoClose,
  },
  {
    name: 'a close begins at once without the second reading',
    rules: { secondRead: false },
    property: 'never in force',
    scenario: twoClose,
  },
  {
    name: 'stamps are taken by the laptops’ own clocks',
    rules: { replicaClock: false },
    property: 'off the air',
    scenario: { ...twoClose, people: [first, second].map((one) => ({ ...one, skewsMs: [-30_000] })) },
  },
  {
    name: 'a close is written to the other replicas without a condition',
    rules: { conditionalSpread: false },
    property: 'never in force',
    scenario: {
      ...twoClose,
      people: [
        { ...first, acts: second.acts, reach: [[0, 1]] },
        { ...second, acts: first.acts, reach: [[1, 0]], startsMs: [130, 170, 200, 230] },
      ],
    },
  },
  {
    name: 'an opening counts at once',
    rules: { openFrom: false },
    property: 'stranded',
    scenario: {
      ...twoClose,
      name: 'one opens a region and the other one closes the other',
      initial: [CLOSED],
      people: [
        { ...first, acts: [[open(0)]] },
        { ...second, startsMs: [900, 2600] },
      ],
    },
  },
  {
    name: 'a stamp does not allow for a slow table',
    rules: { answerBoundMs: 0 },
    property: 'off the air',
    scenario: { ...twoClose, people: [{ ...first, slowWrites: 1 }, second] },
  },
];
