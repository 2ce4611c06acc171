import type { ListedPlaylist, Listing } from '../../hls/list-playlists.js';
import type { JudgedVariant } from '../judging/judge-variants.js';
import type { SavedWatch } from '../judging/seen.js';
import { FollowedPlaylist, type FollowParts } from './followed-playlist.js';
import { playlistNames, withoutQuery } from './playlist-names.js';
import { savedKey } from './saved-key.js';

/** The first polls of new playlists are this far apart, so that the later polls of many of them are too. */
const SPREAD_MS = 2;

/** What is kept of a playlist between runs. */
export interface SavedPlaylist extends SavedWatch {
  /** {@link savedKey} of what it is, whatever its URL. */
  identity?: string;
}

/** What is kept of playlists between runs, by {@link savedKey} of their names. */
export type SavedPlaylists = Readonly<Record<string, SavedPlaylist>>;

/**
 * The playlists of one stream that are followed. A playlist is the same one when the master lists it again by its URL, or
 * else by what it is: servers may put another session or token into the URLs of each answer.
 */
export class FollowedList {
  readonly #parts: FollowParts;
  #all: readonly FollowedPlaylist[] = [];
  #byUrl = new Map<string, FollowedPlaylist>();
  #listing: Listing = { playlists: [], variants: [], variables: new Map() };
  #restored: SavedPlaylists = {};

  constructor(parts: FollowParts) {
    this.#parts = parts;
  }

  get all(): readonly FollowedPlaylist[] {
    return this.#all;
  }

  /** As the master listed it last. */
  get listing(): Listing {
    return this.#listing;
  }

  /** What viewers need, at a moment. */
  variants(at: number): JudgedVariant[] {
    const judged = new Map(this.#all.map((one) => [one.listed.url, one.judge(at)]));
    return this.#listing.variants.flatMap(({ url, audio }) => {
      const video = judged.get(url);
      return video ? [{ video, audio: audio.flatMap((one) => judged.get(one) ?? []) }] : [];
    });
  }

  /** The longest deadline of a variant that ever moved, ms; undefined without one. */
  get deadlineMs(): number | undefined {
    const own = this.#listing.variants.flatMap(({ url }) => this.#byUrl.get(url)?.watch ?? []);
    const moved = own.filter((watch) => watch.moved);
    const counted = moved.length > 0 ? moved : own;
    return counted.length === 0 ? undefined : Math.max(...counted.map((watch) => watch.deadlineMs));
  }

  /** Follows what the master lists now. */
  follow(listing: Listing, at: number): void {
    const { playlists, variables } = listing;
    const { clock, findings } = this.#parts;
    const wallMs = clock.now() - at;
    const names = playlistNames(playlists.map(({ url }) => url));
    const known = matchListed(this.#all, playlists);
    const before = this.#all;
    const added: string[] = [];
    const moved: string[] = [];
    this.#all = playlists.map((listed, index) => {
      const own = known.get(listed);
      const playlist = own ?? new FollowedPlaylist(listed, { ...this.#parts, firstAt: at + index * SPREAD_MS });
      if (own && withoutQuery(own.listed.url) !== withoutQuery(listed.url)) moved.push(listed.url);
      playlist.listed = listed;
      playlist.name = names.get(listed.url) ?? listed.url;
      playlist.variables = variables;
      if (!own) {
        added.push(playlist.name);
        this.#restoreOne(playlist, at, wallMs);
      }
      return playlist;
    });
    this.#byUrl = new Map(this.#all.map((one) => [one.listed.url, one]));
    this.#listing = listing;
    const gone = before.filter((one) => !this.#all.includes(one)).map(({ name }) => name);
    if (before.length > 0 && added.length + gone.length > 0) {
      const detail = [...added.map((name) => `added ${name}`), ...gone.map((name) => `removed ${name}`)].join(', ');
      findings.add('rungs-changed', this.#parts.url, detail, at);
    }
    if (moved.length > 0) {
      const detail = `${moved.length} of ${playlists.length} playlists have other URLs than in the answer before`;
      findings.add('session-urls', this.#parts.url, detail, at);
    }
  }

  save(wallMs: number): SavedPlaylists {
    return Object.fromEntries(
      this.#all.map(({ name, listed, watch }) => [
        savedKey(name),
        { identity: savedKey(listed.identity), ...watch.save(wallMs) },
      ]),
    );
  }

  restore(saved: SavedPlaylists, at: number, wallMs: number): void {
    this.#restored = saved;
    for (const playlist of this.#all) this.#restoreOne(playlist, at, wallMs);
  }

  #restoreOne({ name, listed, watch }: FollowedPlaylist, at: number, wallMs: number): void {
    const identity = savedKey(listed.identity);
    const saved =
      this.#restored[savedKey(name)] ?? Object.values(this.#restored).find((one) => one.identity === identity);
    if (saved) watch.restore(saved, at, wallMs);
  }
}

/** Which of the playlists that are followed is which of those that are listed now. */
function matchListed(
  followed: readonly FollowedPlaylist[],
  listed: readonly ListedPlaylist[],
): Map<ListedPlaylist, FollowedPlaylist> {
  const found = new Map<ListedPlaylist, FollowedPlaylist>();
  const ways: ((one: ListedPlaylist) => string)[] = [
    ({ url }) => url,
    ({ url }) => withoutQuery(url),
    ({ identity }) => identity,
  ];
  for (const way of ways) {
    const taken = new Set(found.values());
    const left = uniqueBy(
      followed.filter((one) => !taken.has(one)),
      (one) => way(one.listed),
    );
    const wanted = uniqueBy(
      listed.filter((one) => !found.has(one)),
      way,
    );
    for (const [key, one] of wanted) {
      const same = left.get(key);
      if (same) found.set(one, same);
    }
  }
  return found;
}

/** By key, what no other has. */
function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T> {
  const found = new Map<string, T>();
  const twice = new Set<string>();
  for (const item of items) {
    const key = keyOf(item);
    if (found.has(key)) twice.add(key);
    found.set(key, item);
  }
  for (const key of twice) found.delete(key);
  return found;
}
