/**
 * The `Via` of requests that edges pass on to origins. Pages cannot set it (Fetch, "forbidden request-header"), so that
 * it tells what an edge passed on, with the viewer's `Origin` where a behavior forwards it, from what a page sent.
 */
export const EDGE_VIA = '1.1 sandbox.cloudfront.net (CloudFront)';
