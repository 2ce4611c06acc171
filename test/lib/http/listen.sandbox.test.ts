import { createServer } from 'node:http';
import { expect, test } from '@jest/globals';
import { listen } from '../../../src/lib/http/listen.js';

test('a server listens on a free port of this machine; a taken port is named', async () => {
  const first = createServer();
  try {
    const port = await listen(first, 0);
    expect(first.address()).toMatchObject({ address: '127.0.0.1', port });
    await expect(listen(createServer(), port)).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${port} is in use.`,
      exitCode: 2,
    });
  } finally {
    first.close();
  }
});
