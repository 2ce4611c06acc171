/** What is left to chance in a schedule: each question is answered in every way, one schedule for each combination. */
export interface Choices {
  /** One of 0 … `count` - 1. */
  choose(count: number): number;
}

/** The choices of one schedule, drawn by random numbers 0 ≤ x < 1. */
export function drawn(random: () => number): Choices {
  return { choose: (count) => Math.floor(random() * count) };
}

/** The choices of one schedule, to run it once more. */
export function replayed(answers: readonly number[]): Choices {
  let next = 0;
  return {
    choose: (count) => {
      if (count <= 1) return 0;
      const answer = answers[next] ?? 0;
      next += 1;
      return answer;
    },
  };
}

/**
 * Runs every schedule: depth first, each from its beginning. What is asked later may depend on what was answered earlier,
 * and must depend on nothing else.
 *
 * @param run is given the answers of its schedule as it asks for them, and all of them when it is over; true ends it all
 * @returns how many schedules were run
 */
export function everySchedule(run: (choices: Choices, answers: readonly number[]) => boolean): number {
  const answers: number[] = [];
  const counts: number[] = [];
  let schedules = 0;
  for (;;) {
    let next = 0;
    const choices: Choices = {
      choose: (count) => {
        if (count <= 1) return 0;
        if (next === answers.length) {
          answers.push(0);
          counts.push(count);
        }
        const answer = answers[next] as number;
        next += 1;
        return answer;
      },
    };
    const isEnough = run(choices, answers);
    schedules += 1;
    // The last question that has another answer gets it; those after it are asked again.
    while (answers.length > 0 && (answers.at(-1) as number) + 1 === counts.at(-1)) {
      answers.pop();
      counts.pop();
    }
    if (isEnough || answers.length === 0) return schedules;
    answers[answers.length - 1] = (answers.at(-1) as number) + 1;
  }
}
