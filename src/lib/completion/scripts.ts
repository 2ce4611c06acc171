/** What each shell reads at its start; Tab then asks `cvs completion words`. */
export const SCRIPTS = {
  bash: `_cvs() {
  local words
  words=$(cvs completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _cvs cvs`,
  zsh: `(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
_cvs() {
  local -a found
  found=(\${(f)"$(cvs completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -- $found; else _files; fi
}
compdef _cvs cvs`,
  fish: `function __cvs_words
  set -l words (commandline -opc) (commandline -ct)
  set -l found (cvs completion words -- $words[2..-1] 2>/dev/null)
  if test (count $found) -gt 0
    string join \\n -- $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c cvs -f -a '(__cvs_words)'`,
};
