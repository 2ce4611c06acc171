// Loaded into takomo, whose AWS SDK (version 2) does not read AWS_ENDPOINT_URL and whose connections are TLS.
const http = require('node:http');
const AWS = require(require.resolve('aws-sdk', { paths: [process.argv[1]] }));

AWS.config.update({ endpoint: process.env.AWS_ENDPOINT_URL });
const { request } = http;
http.request = (options, ...rest) => request({ ...options, agent: undefined }, ...rest);
