/** What IAM takes in tags, which is less than CloudFormation itself does (IAM API Reference, "Tag"). */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Why a tag cannot be set; undefined for one that can. */
export function tagProblem(key: string, value: string): string | undefined {
  if (key.length < 1 || key.length > 128) return 'its key must have 1 to 128 characters';
  if (value.length > 256) return 'its value must have at most 256 characters';
  if (/^aws:/i.test(key)) return 'keys that begin with aws: are AWS’s own';
  if (/^cvs:/i.test(key)) return 'keys that begin with cvs: are cvs’s own: cvs finds resources by them';
  if (CHARACTERS.test(key) && CHARACTERS.test(value)) return undefined;
  return 'IAM takes only letters, digits, spaces and _ . : / = + - @ in tags';
}
