import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where tests of the sandbox are, first choice first; `*` is the service. */
const FOLDERS = ['test/sandbox/services/*/', 'test/sandbox/', 'test/templates/', 'test/foreign/', 'test/'];

const USES_SANDBOX = /\.sandbox\.test\.ts$|^test\/foreign\//;

/**
 * Finds the test that names something: a file of TypeScript by the SDK's command, a script of boto3 by its method.
 *
 * @param {string} root of the package
 * @param {string} document the manifest as it is: a test that it names stays, as long as it names the thing
 */
export function testFinder(root, document) {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(test\.ts|py)$/.test(name))
    .sort()
    .map((name) => ({ name: `test/${name}`, text: readFileSync(join(root, 'test', name), 'utf8') }));
  const present = testsOf(document);

  function find(heading, thing, service, names) {
    const found = files.filter(names).map(({ name }) => name);
    const chosen = present.get(`${heading} ${thing}`);
    if (found.includes(chosen)) return chosen;
    const folders = FOLDERS.map((folder) => folder.replace('*', service));
    const inOrder = folders.flatMap((folder) => found.filter((name) => name.startsWith(folder)));
    const first = inOrder.find((name) => USES_SANDBOX.test(name)) ?? inOrder[0];
    if (!first) throw new Error(`No test names ${thing} of ${heading}: add it to test/foreign/boto3/settings.py`);
    return first;
  }
  return {
    /** @throws Error when no test names the operation */
    ofOperation(heading, service, operation) {
      const ofBoto3 = service.replace('cloudwatch-', '');
      const method = new RegExp(`\\b${snakeCase(operation)}\\b`);
      return find(heading, operation, service, ({ name, text }) =>
        name.endsWith('.py')
          ? text.includes(`client("${ofBoto3}")`) && method.test(text)
          : text.includes(`@aws-sdk/client-${service}'`) && text.includes(`${operation}Command`),
      );
    },

    /** @throws Error when no test names the resource type */
    ofType(heading, type) {
      const named = new RegExp(`${type}\\b`);
      return find(heading, type, type.split('::')[1].toLowerCase(), ({ text }) => named.test(text));
    },
  };
}

/** The tests that a manifest names, by heading and thing. */
function testsOf(document) {
  const tests = new Map();
  let heading = '';
  for (const line of document.split('\n')) {
    if (line.startsWith('### ')) heading = line.slice('### '.length);
    const [, things, , test] = line.match(/^\| (`.*?) \| (.*?) \| `(.*)` \|$/) ?? [];
    for (const [, thing] of (things ?? '').matchAll(/`([^`]+)`/g)) tests.set(`${heading} ${thing}`, `test/${test}`);
  }
  return tests;
}

/** As boto3 names methods. */
function snakeCase(operation) {
  return operation
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
