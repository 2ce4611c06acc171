/** Shells that can be taught. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** What a shell reads at its start, so that Tab asks `cvs completion words`. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_cvs() {
  local words
  words=$(cvs completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _cvs cvs`,
  zsh: `_cvs() {
  local -a found
  found=(\${(f)"$(cvs completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -- $found; else _files; fi
}
compdef _cvs cvs`,
  fish: `function __cvs_words
  set -l words (commandline -opc) (commandline -ct)
  cvs completion words -- $words[2..-1] 2>/dev/null
end
complete -c cvs -a '(__cvs_words)'`,
};
