export function verdict(output: string): { good: boolean; text: string };
