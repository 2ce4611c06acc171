import type { Operation } from '../../../api/protocols.js';
import type { Engine } from '../model/engine/engine.js';
import { validationError } from '../model/errors.js';
import { findStack } from './find-stack.js';
import { page } from './page.js';
import { list } from './stack-request.js';
import { eventView, resourceDetail, resourceSummary, resourceView, stackSummary, stackView } from './views.js';

interface DescribeRequest {
  StackName?: string;
  LogicalResourceId?: string;
  PhysicalResourceId?: string;
  StackStatusFilter?: string[] | '';
  NextToken?: string;
}

/** How many items one answer holds, for every paged call. */
const PAGE_SIZE = 100;

/** What describes stacks, their resources and events. */
export function describeOperations(engine: Engine): Record<string, Operation> {
  return {
    // CloudFormation User Guide, "Understand CloudFormation quotas": what a new account has.
    DescribeAccountLimits: () => ({
      AccountLimits: [
        { Name: 'StackLimit', Value: 2000 },
        { Name: 'StackOutputsLimit', Value: 200 },
        { Name: 'ConcurrentResourcesLimit', Value: 2500 },
      ],
    }),

    DescribeStacks(request: DescribeRequest, { region }) {
      const state = engine.region(region);
      if (request.StackName) return { Stacks: [stackView(findStack(state, request.StackName))] };
      const { items, NextToken } = page(state.live(), request.NextToken, PAGE_SIZE);
      return { Stacks: items.map(stackView), NextToken };
    },

    ListStacks(request: DescribeRequest, { region }) {
      const filter = list(request.StackStatusFilter);
      const stacks = engine
        .region(region)
        .all()
        .filter((one) => !filter.length || filter.includes(one.status));
      const { items, NextToken } = page(stacks, request.NextToken, PAGE_SIZE);
      return { StackSummaries: items.map(stackSummary), NextToken };
    },

    DescribeStackEvents(request: DescribeRequest, { region }) {
      const stack = findStack(engine.region(region), request.StackName, 'brackets');
      // Newest first. A page's end is counted from the oldest event, so that new events do not move it.
      const end = request.NextToken ? readEnd(request.NextToken) : stack.events.length;
      const start = Math.max(0, end - PAGE_SIZE);
      return {
        StackEvents: stack.events
          .slice(start, end)
          .reverse()
          .map((event) => eventView(stack, event)),
        NextToken: start > 0 ? `before:${start}` : undefined,
      };
    },

    DescribeStackResources(request: DescribeRequest, { region }) {
      const state = engine.region(region);
      const { PhysicalResourceId: physicalId, LogicalResourceId: logicalId } = request;
      const stack = physicalId
        ? state.live().find((one) => [...one.resources.values()].some((record) => record.physicalId === physicalId))
        : findStack(state, request.StackName);
      if (!stack) throw validationError(`Stack for ${physicalId} does not exist`);
      const records = [...stack.resources.values()].filter((one) => !logicalId || one.logicalId === logicalId);
      return { StackResources: records.map((record) => resourceView(stack, record)) };
    },

    DescribeStackResource(request: DescribeRequest, { region }) {
      const stack = findStack(engine.region(region), request.StackName, 'brackets');
      const record = stack.resources.get(request.LogicalResourceId ?? '');
      if (!record) {
        throw validationError(`Resource ${request.LogicalResourceId} does not exist for stack ${request.StackName}`);
      }
      return { StackResourceDetail: resourceDetail(stack, record) };
    },

    ListStackResources(request: DescribeRequest, { region }) {
      const stack = findStack(engine.region(region), request.StackName);
      const { items, NextToken } = page([...stack.resources.values()], request.NextToken, PAGE_SIZE);
      return { StackResourceSummaries: items.map(resourceSummary), NextToken };
    },

    ListExports(request: DescribeRequest, { region }) {
      const exports = engine
        .region(region)
        .live()
        .flatMap((stack) =>
          stack.outputs.flatMap(({ exportName, value }) =>
            exportName ? { ExportingStackId: stack.id, Name: exportName, Value: value } : [],
          ),
        );
      const { items, NextToken } = page(exports, request.NextToken, PAGE_SIZE);
      return { Exports: items, NextToken };
    },
  };
}

function readEnd(token: string): number {
  const end = /^before:(\d+)$/.exec(token)?.[1];
  if (end === undefined) throw validationError('Invalid NextToken');
  return Number(end);
}
