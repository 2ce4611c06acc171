/** The part of an SDK command that its answer passes through. */
interface Answered {
  middlewareStack: { add: (middleware: never, options: never) => void };
}

/** What the SDK reads an answer from. */
interface Answer {
  response: { body?: AsyncIterable<Uint8Array> | Uint8Array };
}

/**
 * Keeps the body of a command's answer as it came, before the SDK reads it: the SDK leaves out what its model of the
 * service does not know.
 *
 * @returns the text; empty before the command was sent
 */
export function keepAnswerBody(command: object): () => string {
  let text = '';
  const middleware = (next: (args: unknown) => Promise<Answer>) => async (args: unknown) => {
    const answer = await next(args);
    const { body } = answer.response;
    if (body === undefined) return answer;
    const bytes = body instanceof Uint8Array ? body : Buffer.concat(await all(body));
    text = Buffer.from(bytes).toString('utf8');
    answer.response.body = bytes;
    return answer;
  };
  (command as Answered).middlewareStack.add(middleware as never, { step: 'deserialize', priority: 'low' } as never);
  return () => text;
}

async function all(body: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks;
}
