#!/usr/bin/env bash
# The step of action.yml that measures: runs interleave check in the working directory with the action's inputs, which are the
# environment's BASE, SUITE, BUDGET, STRICT, FORMAT, CONFIG and FAIL_ON_INCONCLUSIVE, and tells the action its outputs, whatever
# the check came to. Its exit code is the check's, or 0 for a check that could not decide where that may pass.
set -euo pipefail

tell() { # light, exit code, folder
  {
    echo "light=$1"
    echo "exit-code=$2"
    echo "folder=$3"
  } >>"$GITHUB_OUTPUT"
}

# Before anything was measured.
refuse() { # exit code, why
  echo "::error title=Interleave::$2"
  tell error "$1" ''
  exit "$1"
}

usage() {
  refuse 64 "$1"
}

case $STRICT in
true | false) ;;
*) usage 'strict: expected true or false' ;;
esac
case $FAIL_ON_INCONCLUSIVE in
true | false) ;;
*) usage 'fail-on-inconclusive: expected true or false' ;;
esac
[ -n "$BASE" ] || usage 'base: expected a revision, for example origin/main'

# What is measured are the repository's own programs, so an installed package has no base to compare with.
if [ ! -f bin/interleave.cjs ] || [ ! -d node_modules ]; then
  refuse 69 "$PWD is no checkout of Interleave with its packages: check out first, then run npm ci"
fi

# A folder that nothing else writes to: the one folder in it is then the check's.
out=$(mktemp -d "$RUNNER_TEMP/interleave-XXXXXX") || refuse 73 "cannot make a folder in $RUNNER_TEMP: free some space there"

# With =, so that a value that begins with a hyphen is no option.
arguments=("--base=$BASE" "--format=$FORMAT" "--out=$out")
[ -z "$SUITE" ] || arguments+=("--suite=$SUITE")
[ -z "$BUDGET" ] || arguments+=("--budget=$BUDGET")
[ -z "$CONFIG" ] || arguments+=("--config=$CONFIG")
[ "$STRICT" = false ] || arguments+=(--strict)

code=0
node bin/interleave.cjs check "${arguments[@]}" || code=$?

folder=$(find "$out" -mindepth 1 -maxdepth 1 -type d)
# What the verdicts' file says counts only beside the exit code that goes with it: a check that was judged and could not write
# its summary (73), or was interrupted (130, 143), is an error, whatever its file says.
judged=none
if [ -n "$folder" ] && [ -f "$folder/verdicts.json" ]; then
  # shellcheck disable=SC2016 # JavaScript's, not the shell's
  judged=$(node -e '
    const { light } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    process.stdout.write(["pass", "regression", "inconclusive", "error"].includes(light) ? light : "unknown");
  ' "$folder/verdicts.json") || judged=unknown
fi
case $code:$judged in
0:pass | 2:regression | 3:inconclusive) light=$judged ;;
# It found nothing to compare.
3:none) light=inconclusive ;;
*) light=error ;;
esac
tell "$light" "$code" "$folder"

if [ "$light" = inconclusive ] && [ "$FAIL_ON_INCONCLUSIVE" = false ]; then
  echo '::warning title=Interleave::the check could not decide, which passes here (fail-on-inconclusive: false)'
  exit 0
fi
if [ "$light" = error ] && [ "$code" -eq 0 ]; then
  echo '::error title=Interleave::the check ended with 0 and wrote no verdicts that say so: please report this'
  exit 1
fi
exit "$code"
