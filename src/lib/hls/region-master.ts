/** One region's own master playlist, as it was fetched. */
export interface RegionMaster {
  /** The pathway's id: letters, digits, `-` and `.`. */
  region: string;
  /** The final URL, after redirects: what relative URIs resolve against. */
  url: string;
  text: string;
}
