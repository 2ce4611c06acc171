import { CvsError } from '../../errors.js';
import { groupBy } from '../../group-by.js';
import { quotedValue, rawValue } from '../../hls/attributes.js';
import { type Entry, type EntryKind, linesOf, SESSION_ATTRIBUTES } from '../../hls/entry.js';
import type { MasterPlaylist } from '../../hls/master-entries.js';
import { refusal } from '../../hls/refusal.js';
import { isQueryToken, readVariables, variablesIn } from '../../hls/variables.js';
import { listOf } from '../../list-of.js';
import type { Masters, Notes } from './notes.js';

/** Unknown tags that a warning names at most. */
const SHOWN_TAGS = 8;

/** What becomes of the tags that apply to the whole playlist. */
export interface MergedHeader {
  /** What replaces an entry of the first region; undefined where nothing does. */
  replacements: Map<Entry, Entry | undefined>;
  /** Entries that only other regions have. */
  extras: Entry[];
}

/** A header while it is merged. */
interface Draft extends MergedHeader {
  masters: Masters;
  notes: Notes;
  queryTokens: readonly string[];
}

/**
 * Merges the tags that apply to the whole playlist, by the rules of RFC 8216bis section 4.4.2 and 4.4.6.4 to 4.4.6.6:
 * the greatest version; independent segments only where all regions promise them; one start; the variables that all
 * regions agree on; session data and keys each once; tags that cvs does not know, as they are.
 *
 * @param inUris the variables that have been replaced by their values in URIs
 * @param queryTokens parameters of the viewers' URL that become variables
 * @throws CvsError `PLAYLIST_MALFORMED`, `VARIABLES_DIFFER`
 */
export function mergeHeaders(
  masters: Masters,
  { inUris, queryTokens, notes }: { inUris: ReadonlySet<string>; queryTokens: readonly string[]; notes: Notes },
): MergedHeader {
  const draft: Draft = { masters, notes, queryTokens, replacements: new Map(), extras: [] };
  mergeVersion(draft);
  mergeIndependentSegments(draft);
  noteStart(draft);
  mergeVariables(draft, inUris);
  addQueryTokens(draft);
  mergeOnce(draft, 'session-data');
  mergeOnce(draft, 'session-key');
  mergeUnknown(draft);
  return draft;
}

/** The tag of `kind`, which may appear only once (RFC 8216bis section 4.4.1.2 and 4.4.2). */
function single(master: MasterPlaylist, kind: EntryKind): Entry | undefined {
  const [entry, second] = ofKind(master, kind);
  if (entry && second) {
    throw refusal('PLAYLIST_MALFORMED', master.source, `has ${entry.tag.slice(1)} twice`, { line: second.line });
  }
  return entry;
}

function ofKind(master: MasterPlaylist, kind: EntryKind): Entry[] {
  return master.entries.filter((entry) => entry.kind === kind);
}

/** RFC 8216bis section 8: what QUERYPARAM needs. */
const QUERYPARAM_VERSION = 11;

function mergeVersion({ masters, queryTokens, replacements, extras, notes }: Draft) {
  const versions = masters.map((master) => single(master, 'version'));
  const number = (entry: Entry | undefined) => (entry ? Number(entry.text.split(':')[1]) : 1);
  const [own] = versions;
  const greatest = versions.reduce((best, entry) => (number(entry) > number(best) ? entry : best), own);
  const tooLow = queryTokens.length > 0 && !(number(greatest) >= QUERYPARAM_VERSION);
  if (!tooLow && (!greatest || greatest === own)) return;
  const raised = tooLow ? tagEntry('version', '#EXT-X-VERSION', String(QUERYPARAM_VERSION)) : greatest;
  const why = tooLow ? 'which EXT-X-DEFINE:QUERYPARAM needs' : 'the greatest of the regions';
  notes.changes.push(`EXT-X-VERSION raised from ${number(own)} to ${number(raised)}, ${why}`);
  const entry = { ...(raised as Entry), comments: own?.comments ?? [] };
  if (own) replacements.set(own, entry);
  else extras.unshift(entry);
}

function mergeIndependentSegments({ masters, replacements, notes }: Draft) {
  const lacking = masters.filter((master) => ofKind(master, 'independent-segments').length === 0);
  const own = ofKind(masters[0], 'independent-segments');
  for (const [index, entry] of own.entries()) if (index > 0 || lacking.length > 0) replacements.set(entry, undefined);
  if (lacking.length > 0 && lacking.length < masters.length) {
    notes.changes.push(`EXT-X-INDEPENDENT-SEGMENTS left out, as ${regionsOf(lacking)} does not promise it`);
  }
}

/** The first region's stands, or none. */
function noteStart({ masters, notes }: Draft) {
  const starts = masters.map((master) => single(master, 'start'));
  const texts = starts.map((entry) => (entry ? linesOf(entry).join() : ''));
  if (texts.every((text) => text === texts[0])) return;
  const outcome = starts[0] ? 'taken from' : 'left out, as in';
  notes.changes.push(`EXT-X-START ${outcome} ${masters[0].source.region}, as the regions differ`);
}

/**
 * Media playlists import variables by name, so that a name cannot mean two things and cannot be changed. One that is only
 * in the URIs of the masters, such as a host, is left out where the regions differ: it has been replaced there.
 */
function mergeVariables({ masters, queryTokens, replacements, notes }: Draft, inUris: ReadonlySet<string>) {
  const elsewhere = new Set(masters.flatMap(({ entries }) => entries.flatMap(variablesOutsideDefine)));
  const replaced = new Set([...inUris].filter((name) => !elsewhere.has(name)));
  const leftOut = new Set<string>();
  const [first, ...others] = masters.map((master) => readVariables(master.entries, master.source, queryTokens));
  for (const [index, variables] of others.entries()) {
    const names = new Set([...(first?.keys() ?? []), ...variables.keys()]);
    const differingOnes = [...names].filter((name) => first?.get(name) !== variables.get(name));
    for (const name of differingOnes.filter((one) => replaced.has(one))) leftOut.add(name);
    const differing = differingOnes.find((name) => !replaced.has(name));
    if (differing === undefined) continue;
    const other = masters[index + 1]?.source.region ?? '';
    throw new CvsError({
      code: 'VARIABLES_DIFFER',
      message: `The variable "${differing}" (EXT-X-DEFINE) has different values in ${masters[0].source.region} and ${other}.`,
      suggestions: ['Give the packagers of all regions the same EXT-X-DEFINE tags, or none.'],
    });
  }
  for (const entry of ofKind(masters[0], 'define')) {
    const isOurs = isQueryToken(entry.attributes, queryTokens);
    if (isOurs || leftOut.has(quotedValue(entry.attributes, 'NAME') ?? '')) replacements.set(entry, undefined);
  }
  if (leftOut.size > 0) {
    const names = listOf([...leftOut].map((name) => `"${name}"`));
    notes.warnings.push(
      `EXT-X-DEFINE of ${names} left out, as the regions differ: no media playlist may import it (IMPORT)`,
    );
  }
}

/** Before everything that uses them, as RFC 8216bis section 4.3 demands. */
function addQueryTokens({ queryTokens, extras, notes }: Draft) {
  if (queryTokens.length === 0) return;
  extras.push(...queryTokens.map((name) => tagEntry('define', '#EXT-X-DEFINE', `QUERYPARAM="${name}"`)));
  const names = listOf(queryTokens.map((name) => `"${name}"`));
  notes.changes.push(`each playlist's URL has ${names} of the viewer's own URL (EXT-X-DEFINE:QUERYPARAM)`);
}

function tagEntry(kind: EntryKind, tag: string, value: string): Entry {
  return { kind, line: 0, comments: [], text: `${tag}:${value}`, tag, attributes: [], between: [] };
}

function variablesOutsideDefine(entry: Entry): string[] {
  return entry.kind === 'define' || entry.kind === 'comment' ? [] : linesOf(entry).flatMap(variablesIn);
}

/** Keeps the first of the entries that agree in the identifying attributes: each may appear only once. */
function mergeOnce({ masters, replacements, extras, notes }: Draft, kind: keyof typeof SESSION_ATTRIBUTES) {
  const identifying = SESSION_ATTRIBUTES[kind];
  const kept = new Map<string, Entry>();
  for (const [index, master] of masters.entries()) {
    for (const entry of ofKind(master, kind)) {
      const key = identifying.map((name) => rawValue(entry.attributes, name) ?? '').join('\u0000');
      const same = kept.get(key);
      if (!same) {
        kept.set(key, entry);
        if (index > 0) extras.push(entry);
        continue;
      }
      if (index === 0) replacements.set(entry, undefined);
      if (linesOf(same).join() !== linesOf(entry).join()) {
        const id = rawValue(entry.attributes, identifying[0]);
        notes.changes.push(
          `${entry.tag.slice(1)} ${id} of ${master.source.region} (line ${entry.line}) left out: it may appear only once`,
        );
      }
    }
  }
}

function mergeUnknown({ masters, extras, notes }: Draft) {
  const unknown = masters.flatMap((master, index) => ofKind(master, 'other').map((entry) => ({ entry, index })));
  const differing = new Set<string>();
  for (const [text, [first, ...others]] of groupBy(unknown, ({ entry }) => linesOf(entry).join())) {
    if (first && first.index > 0) extras.push(first.entry);
    const regions = new Set([first, ...others].map((one) => one?.index));
    if (regions.size < masters.length) differing.add(text.slice(1).split(':')[0] ?? '');
  }
  if (differing.size > 0) {
    const shown = [...differing].slice(0, SHOWN_TAGS);
    const hidden = differing.size - shown.length;
    const names = listOf(hidden > 0 ? [...shown, `${hidden} more tags`] : shown);
    notes.warnings.push(`${names} differ between the regions and are not known to cvs: all were kept`);
  }
}

function regionsOf(masters: readonly MasterPlaylist[]): string {
  return listOf(masters.map((master) => master.source.region));
}
