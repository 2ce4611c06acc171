/** Breaks a line with ANSI colours at blanks into rows of `columns`; a colour continues in the next row. */
export function terminalRows(line: string, columns: number): string[];
