import type { DistributionConfig, InvalidationBatch } from '@aws-sdk/client-cloudfront';
import type { RestOperation } from '../../../api/rest-routes.js';
import type { ControlResponse } from '../../../api/service.js';
import { ServiceError } from '../../service-error.js';
import type { Distribution } from '../model/distribution.js';
import type { Distributions } from '../model/distributions.js';
import { describe, describeInvalidation, summarise } from './distribution-views.js';
import { listOf } from './paging.js';
import type { XmlCodec } from './xml-codec.js';

const BASE = '/2020-05-31/distribution';

interface Tag {
  Key: string;
  Value?: string;
}

/** Distributions, their invalidations and tags over REST-XML. */
export function distributionRoutes(distributions: Distributions, codec: XmlCodec): Record<string, RestOperation> {
  const xml = (status: number, root: string, value: object, headers: Record<string, string> = {}): ControlResponse => ({
    status,
    headers: { 'content-type': 'text/xml', ...headers },
    body: codec.encode(root, value),
  });
  const answer = (status: number, distribution: Distribution) =>
    xml(status, 'Distribution', describe(distribution), {
      etag: distribution.etag,
      ...(status === 201 ? { location: `${BASE}/${distribution.id}` } : {}),
    });
  const tagged = (arn: string | null) => {
    const found = distributions.list().find((one) => one.arn === arn);
    if (!found) throw new ServiceError('NoSuchResource', `The specified resource ${arn} does not exist.`, 404);
    return found;
  };

  return {
    [`POST ${BASE}`]: async (request) => {
      const body = codec.decode(request.body);
      if (!request.query.has('WithTags')) {
        return answer(201, await distributions.create(body as unknown as DistributionConfig, {}));
      }
      const { DistributionConfig: config, Tags } = body as { DistributionConfig: DistributionConfig; Tags: unknown };
      return answer(201, await distributions.create(config, readTags(Tags)));
    },
    [`GET ${BASE}`]: (request) =>
      xml(
        200,
        'DistributionList',
        listOf(distributions.list(), request, (one) => one.id, summarise),
      ),
    [`GET ${BASE}/:id`]: (_request, { id = '' }) => answer(200, distributions.get(id)),
    [`GET ${BASE}/:id/config`]: (_request, { id = '' }) => {
      const { config, etag } = distributions.get(id);
      return xml(200, 'DistributionConfig', config, { etag });
    },
    [`PUT ${BASE}/:id/config`]: (request, { id = '' }) => {
      const config = codec.decode(request.body) as unknown as DistributionConfig;
      return answer(200, distributions.update(id, config, request.headers['if-match']));
    },
    [`DELETE ${BASE}/:id`]: async (request, { id = '' }) => {
      await distributions.delete(id, request.headers['if-match']);
      return { status: 204 };
    },
    [`POST ${BASE}/:id/invalidation`]: (request, { id = '' }) => {
      const batch = codec.decode(request.body) as unknown as InvalidationBatch;
      return xml(201, 'Invalidation', describeInvalidation(distributions.invalidate(id, batch)));
    },
    [`GET ${BASE}/:id/invalidation`]: (request, { id = '' }) => {
      const { invalidations } = distributions.get(id);
      const summary = ({ id: Id, status, createTime }: (typeof invalidations)[number]) => ({
        Id,
        CreateTime: createTime,
        Status: status,
      });
      return xml(
        200,
        'InvalidationList',
        listOf(invalidations, request, (one) => one.id, summary),
      );
    },
    [`GET ${BASE}/:id/invalidation/:invalidation`]: (_request, { id = '', invalidation }) => {
      const found = distributions.get(id).invalidations.find((one) => one.id === invalidation);
      if (!found) throw new ServiceError('NoSuchInvalidation', 'The specified invalidation does not exist.', 404);
      return xml(200, 'Invalidation', describeInvalidation(found));
    },
    'GET /2020-05-31/tagging': (request) => {
      const { tags } = tagged(request.query.get('Resource'));
      return xml(200, 'Tags', { Items: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) });
    },
    'POST /2020-05-31/tagging': (request) => {
      const distribution = tagged(request.query.get('Resource'));
      const body = codec.decode(request.body);
      if (request.query.get('Operation') === 'Untag') {
        for (const key of (body.Items as string[] | undefined) ?? []) delete distribution.tags[key];
      } else Object.assign(distribution.tags, readTags(body));
      return { status: 204 };
    },
  };
}

function readTags(tags: unknown): Record<string, string> {
  const items = (tags as { Items?: Tag[] } | undefined)?.Items ?? [];
  return Object.fromEntries(items.map(({ Key, Value }) => [Key, Value ?? '']));
}
