import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../support/cvs/cvs.js';
import { type ClientPlace, python, runClient } from './foreign-client.js';
import type { RecordedExchange } from './record-exchanges.js';

/** What the models of the services say of exchanges. */
export interface Verdict {
  exchanges: number;
  /** How often each operation was called, by `<service>:<operation>`. */
  operations: Record<string, number>;
  /** `<service>:<operation> request|answer|error <member> <what is wrong>`, each once, without the known ones. */
  deviations: string[];
}

const NEWER = 'Debian 12 has the models of December 2022, and this is newer';

/** Deviations that are as they should be, with the reason. */
const KNOWN: readonly [deviation: RegExp, reason: string][] = [
  [
    /^cloudformation:DescribeStackEvents answer \.StackEvents\[\]\.ResourceStatus '(REVIEW_IN_PROGRESS|UPDATE_(ROLLBACK_)?COMPLETE_CLEANUP_IN_PROGRESS)' /,
    'a stack is a resource of its own in its events, with the statuses of stacks, as CloudFormation answers it',
  ],
  [/^cloudformation:DescribeChangeSet request \.IncludePropertyValues no such member$/, NEWER],
  [/^cloudformation:\w+ request \.(OnStackFailure|RetainExceptOnCreate|DeletionMode) no such member$/, NEWER],
  [
    /^cloudformation:DescribeChangeSet answer .*\.(OnStackFailure|BeforeContext|AfterContext|BeforeValue|AfterValue|AttributeChangeType|Path) no such member$/,
    NEWER,
  ],
  [/^cloudfront:ListDistributions answer .*\.(ETag|ConnectionMode) no such member$/, NEWER],
  [
    /^cloudfront:\w+ answer .*\.(GrpcConfig|OriginShield|ResponseCompletionTimeout|IpAddressType) no such member$/,
    NEWER,
  ],
  [/^dynamodb:\w+ (request|answer) .*\.(DeletionProtectionEnabled|RecoveryPeriodInDays) no such member$/, NEWER],
  [/^lambda:\w+ answer .*Runtime 'nodejs2\d\.x' is not of the enum$/, NEWER],
  [/^s3:ListBuckets request \?(bucket-region|max-buckets|prefix|continuation-token) no such member$/, NEWER],
  [/^s3:ListBuckets answer \.(Buckets\[\]\.BucketRegion|Prefix|ContinuationToken) no such member$/, NEWER],
];

/** Checks exchanges against the services' own models, as botocore has them. */
export async function judgeExchanges(exchanges: readonly RecordedExchange[], place: ClientPlace): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'cvs-models-'));
  try {
    const file = join(folder, 'exchanges.jsonl');
    await writeFile(file, exchanges.map((one) => JSON.stringify(one)).join('\n'));
    const script = join(packageRoot, 'test/foreign/models/check.py');
    const { code, stdout, text } = await runClient(python, ['-B', script, file], place);
    if (code !== 0) throw new Error(text);
    const verdict = JSON.parse(stdout) as Verdict;
    const isKnown = (one: string) => KNOWN.some(([deviation]) => deviation.test(one));
    return { ...verdict, deviations: verdict.deviations.filter((one) => !isKnown(one)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
