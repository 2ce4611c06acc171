export function supplyChain(lock: unknown): string;
