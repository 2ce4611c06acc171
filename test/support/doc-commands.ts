import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A command line that a document tells its reader to type. */
export interface DocCommand {
  /** Where it stands: `docs/install.md:12`. */
  place: string;
  /** Without `cvs`. */
  args: string[];
}

/** Every line that begins with `cvs` in a document's code blocks without a language; backslashes join lines. */
export function docCommands(file: string): DocCommand[] {
  const text = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
  const found: DocCommand[] = [];
  let inside = false;
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as string;
    if (line.startsWith('```')) {
      inside = line === '```' ? !inside : false;
      continue;
    }
    if (!inside || !line.startsWith('cvs ')) continue;
    const place = `${file}:${index + 1}`;
    let command = line;
    while (command.endsWith('\\')) {
      index += 1;
      command = `${command.slice(0, -1)} ${lines[index]?.trim()}`;
    }
    found.push({ place, args: words(command).slice(1) });
  }
  return found;
}

/** Every `cvs …` that a document's prose names between backticks. */
export function inlineCommands(file: string): DocCommand[] {
  const text = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, (block) => block.replaceAll(/[^\n]/g, ''));
  return prose.split('\n').flatMap((line, index) =>
    [...line.matchAll(/`(cvs [^`]+)`/g)].map(([, command]) => ({
      place: `${file}:${index + 1}`,
      args: words(command as string).slice(1),
    })),
  );
}

/** Splits as a shell does, as far as the documents need it: double quotes, and comments after two spaces. */
function words(command: string): string[] {
  const code = command.replace(/\s{2,}#.*$/, '');
  return [...code.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
