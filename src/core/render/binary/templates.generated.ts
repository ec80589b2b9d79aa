// Made of templates/binary by `npm run generate`.

/** Sources by path below templates/binary. */
export const templates = {
  "run.sh.hbs": "#!/bin/sh\n# Runs {{comment name}} on this machine. Written by c1ctl.\nset -eu\nCDPATH='' cd -- \"$(dirname -- \"$0\")\"\n{{#if files}}\nhere=$(pwd)\n{{/if}}\n# Where `go install` puts programs, if the shell does not look there anyway.\nPATH=\"$PATH:${GOBIN:-${GOPATH:-$HOME/go}/bin}\"\nif ! command -v {{word program}} >/dev/null 2>&1; then\n  cat >&2 <<'END'\n{{comment program}} is not installed. With Homebrew:\n  brew install {{comment formula}}\nFrom source:\n  go install {{comment package}}\nEND\n  exit 127\nfi\n{{#each plain}}\nexport {{word name}}={{word value}}\n{{/each}}\n{{#each files}}\nexport {{word name}}={{#if before}}{{word before}}{{/if}}\"$here\"/{{word path}}\n{{/each}}\n{{#if secrets}}\n. {{word secrets}}\n{{/if}}\n# It writes sync.c1z and debug.log into the directory that it runs in.\nstate=\"${XDG_STATE_HOME:-$HOME/.local/state}\"/{{word name}}\nmkdir -p -- \"$state\"\nchmod 700 -- \"$state\"\ncd -- \"$state\"\nexec {{word program}}\n",
  "values.sh.hbs": "# Secret values for {{comment name}}. Written by c1ctl.\n{{#each variables}}\nexport {{word name}}={{word value}}\n{{/each}}\n",
}
