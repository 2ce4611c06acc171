import type { IncomingHttpHeaders } from 'node:http';

/** The value of a cookie; undefined when the request has none of that name. */
export function cookieOf({ cookie = '' }: IncomingHttpHeaders, name: string): string | undefined {
  const pair = cookie.split(';').find((one) => one.trim().startsWith(`${name}=`));
  return pair?.trim().slice(name.length + 1);
}

/**
 * A cookie that no script reads and no other site sends, for as long as the browser is open. Cookies know no ports: the
 * name has to.
 */
export function sessionCookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict`;
}
