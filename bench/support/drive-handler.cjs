// Runs a Lambda bundle as Lambda does and says what each decision took: first at a steady rate, then, warm by now, the
// same requests once more, one right after the other.
// node drive-handler.cjs BUNDLE EVENTS PER_SECOND: EVENTS is a JSON file with a list; prints { paced, warm, warmReads }:
// lists of { ms, read }, where `read` tells whether a request to DynamoDB was under way at any time of the decision, and
// how many requests to DynamoDB the second pass began.
const { readFileSync } = require('node:fs');
const http = require('node:http');

const [, , bundle, eventsFile, perSecond] = process.argv;
let underWay = 0;
let begun = 0;

const nativeFetch = globalThis.fetch;
globalThis.fetch = async (...args) => {
  underWay += 1;
  begun += 1;
  try {
    const response = await nativeFetch(...args);
    return new Response(await response.arrayBuffer(), response);
  } finally {
    underWay -= 1;
  }
};
const nativeRequest = http.request;
http.request = (...args) => {
  underWay += 1;
  begun += 1;
  return nativeRequest(...args).once('close', () => {
    underWay -= 1;
  });
};

const { handler } = require(bundle);
const events = JSON.parse(readFileSync(eventsFile, 'utf8'));

async function decide(event) {
  const [busy, before] = [underWay > 0, begun];
  const start = performance.now();
  await handler(event);
  const ms = performance.now() - start;
  return { ms, read: busy || begun > before };
}

(async () => {
  const start = performance.now();
  const running = [];
  for (const [index, event] of events.entries()) {
    const due = start + (index * 1000) / Number(perSecond);
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(decide(event));
  }
  const paced = await Promise.all(running);
  const warm = [];
  const before = begun;
  for (const event of events) warm.push(await decide(event));
  process.stdout.write(JSON.stringify({ paced, warm, warmReads: begun - before }), () => process.exit());
})();
