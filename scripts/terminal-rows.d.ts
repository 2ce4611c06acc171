/** A line with ANSI colours as rows of so many columns, broken at blanks; a colour goes on in the next row. */
export function terminalRows(line: string, columns: number): string[];
