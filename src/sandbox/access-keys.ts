import { randomBytes } from 'node:crypto';
import type { Policy } from './services/iam/evaluation/policy.js';

/** A session of a role. */
export interface RoleSession {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Session policy: the session has what both it and the role permit. */
  readonly policy?: Policy;
}

/** What a caller signs its requests with. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Absent: the key is the account's administrator's. */
  readonly session?: RoleSession;
}

/** The key of a session, which must send its token too. */
export interface SessionKey extends AccessKey {
  readonly sessionToken: string;
  /** ms since the epoch; absent: it does not expire. */
  readonly expiresAtMs?: number;
}

/** The keys that a sandbox accepts. Secrets are random, so that only who was told one can sign with it. */
export class AccessKeys {
  /** Of the person who started the sandbox. */
  readonly owner: AccessKey = { accessKeyId: 'SANDBOX', secretAccessKey: randomText(40) };
  readonly #sessions = new Map<string, SessionKey>();
  readonly #byHolder = new Map<string, SessionKey>();

  find(accessKeyId: string): (AccessKey & Pick<SessionKey, 'expiresAtMs'>) | undefined {
    return accessKeyId === this.owner.accessKeyId ? this.owner : this.#sessions.get(accessKeyId);
  }

  /** A new session, of a role or of the administrator. */
  session({ role, expiresAtMs }: { role?: RoleSession; expiresAtMs?: number } = {}): SessionKey {
    const key: SessionKey = {
      accessKeyId: `ASIA${randomText(16).toUpperCase()}`,
      secretAccessKey: randomText(40),
      sessionToken: randomText(64),
      session: role,
      expiresAtMs,
    };
    this.#sessions.set(key.accessKeyId, key);
    return key;
  }

  /** The session of a holder, such as a function, while its role stays: there are not more than holders and roles. */
  sessionOf(holder: string, role: RoleSession): SessionKey {
    const known = this.#byHolder.get(`${holder} ${role.roleArn}`) ?? this.session({ role });
    this.#byHolder.set(`${holder} ${role.roleArn}`, known);
    return known;
  }

  /** Ends all sessions. */
  endSessions(): void {
    this.#sessions.clear();
    this.#byHolder.clear();
  }
}

/** Hexadecimal digits: they need no quotes in a shell or a file of settings. */
function randomText(length: number): string {
  return randomBytes(length / 2).toString('hex');
}
