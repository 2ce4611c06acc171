/** m3u8-parser 7 ships no types; this is what is read here, named as its README names it. */
declare module 'm3u8-parser' {
  export class Parser {
    readonly manifest: { playlists?: readonly unknown[] };
    push(chunk: string): void;
    end(): void;
  }
}
