/** Asks a yes/no question; Escape and Ctrl-C count as no. */
export async function confirm(question: string): Promise<boolean> {
  const { default: inquirer } = await import('inquirer');
  try {
    const { answer } = await inquirer.prompt<{ answer: boolean }>([
      { type: 'confirm', name: 'answer', message: question, default: false },
    ]);
    return answer;
  } catch (error) {
    if ((error as Error).name === 'ExitPromptError') return false;
    throw error;
  }
}

/** Asks for a text to be typed in full, for what cannot be undone. */
export async function confirmByTyping(question: string, expected: string): Promise<boolean> {
  const { default: inquirer } = await import('inquirer');
  try {
    const { answer } = await inquirer.prompt<{ answer: string }>([
      { type: 'input', name: 'answer', message: question },
    ]);
    return answer === expected;
  } catch (error) {
    if ((error as Error).name === 'ExitPromptError') return false;
    throw error;
  }
}
