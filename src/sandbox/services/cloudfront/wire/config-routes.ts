import type { RestOperation } from '../../../api/rest-routes.js';
import type { ControlRequest, ControlResponse } from '../../../api/service.js';
import type { NamedConfig, NamedConfigs } from '../model/named-configs.js';
import { listOf } from './paging.js';
import type { XmlCodec } from './xml-codec.js';

/** Create, get, get-config, update, list and delete of one kind of policy, or of origin access controls. */
export function configRoutes<Config extends { Name?: string | undefined }>(
  store: NamedConfigs<Config>,
  codec: XmlCodec,
): Record<string, RestOperation> {
  const { noun, path, unnamed } = store.kind;
  const base = `/2020-05-31/${path}`;
  const isPolicy = noun.endsWith('Policy');
  const answer = (status: number, item: NamedConfig<Config>): ControlResponse => ({
    status,
    headers: {
      'content-type': 'text/xml',
      etag: item.etag,
      ...(status === 201 ? { location: `${base}/${item.id}` } : {}),
    },
    body: codec.encode(noun, describe(item)),
  });
  const describe = (item: NamedConfig<Config>) => ({
    Id: item.id,
    LastModifiedTime: isPolicy ? item.lastModified : undefined,
    [`${noun}Config`]: item.config,
  });
  const summarise = (item: NamedConfig<Config>) => {
    // Of an origin access control without a description, it is empty: "OriginAccessControlSummary" requires it.
    if (!isPolicy) return { Id: item.id, Description: '', ...item.config };
    const type = unnamed ? {} : { Type: item.managed ? 'managed' : 'custom' };
    return { ...type, [noun]: describe(item) };
  };
  const read = (request: ControlRequest) => codec.decode(request.body) as unknown as Config;
  return {
    [`POST ${base}`]: (request) => answer(201, store.create(read(request))),
    [`GET ${base}`]: (request) => {
      const type = request.query.get('Type');
      const items = store.list().filter((one) => !type || one.managed === (type === 'managed'));
      const whole = listOf(items, request, (item) => item.id, summarise);
      // The lists of policies have neither ("CachePolicyList").
      const list = isPolicy ? { ...whole, Marker: undefined, IsTruncated: undefined } : whole;
      return { status: 200, headers: { 'content-type': 'text/xml' }, body: codec.encode(`${noun}List`, list) };
    },
    [`GET ${base}/:id`]: (_request, { id = '' }) => answer(200, store.get(id)),
    [`GET ${base}/:id/config`]: (_request, { id = '' }) => {
      const { etag, config } = store.get(id);
      return {
        status: 200,
        headers: { 'content-type': 'text/xml', etag },
        body: codec.encode(`${noun}Config`, config),
      };
    },
    // Origin access controls are updated under their config, policies under their id.
    [`PUT ${base}/:id${isPolicy ? '' : '/config'}`]: (request, { id = '' }) =>
      answer(200, store.update(id, read(request), request.headers['if-match'])),
    [`DELETE ${base}/:id`]: (request, { id = '' }) => {
      store.delete(id, request.headers['if-match']);
      return { status: 204 };
    },
  };
}
