#!/usr/bin/env bash
# The step of action.yml that measures: runs interleave check in the working directory with the action's inputs, which are the
# environment's BASE, SUITE, BUDGET, STRICT, FORMAT, CONFIG and FAIL_ON_INCONCLUSIVE, and tells the action its outputs. Its
# exit code is the check's, or 0 for a check that could not decide where that may pass.
set -euo pipefail

usage() {
  echo "::error title=Interleave::$1"
  exit 64
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
  echo "::error title=Interleave::$PWD is no checkout of Interleave with its packages: check out first, then run npm ci"
  exit 69
fi

# A folder that nothing else writes to: the one folder in it is then the check's.
out=$(mktemp -d "$RUNNER_TEMP/interleave-XXXXXX")

# With =, so that a value that begins with a hyphen is no option.
arguments=("--base=$BASE" "--format=$FORMAT" "--out=$out")
[ -z "$SUITE" ] || arguments+=("--suite=$SUITE")
[ -z "$BUDGET" ] || arguments+=("--budget=$BUDGET")
[ -z "$CONFIG" ] || arguments+=("--config=$CONFIG")
[ "$STRICT" = false ] || arguments+=(--strict)

code=0
node bin/interleave.cjs check "${arguments[@]}" || code=$?

folder=$(find "$out" -mindepth 1 -maxdepth 1 -type d)
light=error
# Only what was judged has verdicts: a check that broke off is an error, and one that found nothing to compare undecided.
[ "$code" -ne 3 ] || light=inconclusive
if [ -n "$folder" ] && [ -f "$folder/verdicts.json" ]; then
  # shellcheck disable=SC2016 # JavaScript's, not the shell's
  light=$(node -e '
    const { light } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    if (!["pass", "regression", "inconclusive", "error"].includes(light)) throw new Error(`unknown light ${light}`);
    process.stdout.write(light);
  ' "$folder/verdicts.json")
fi
{
  echo "light=$light"
  echo "exit-code=$code"
  echo "folder=$folder"
} >>"$GITHUB_OUTPUT"

if [ "$code" -eq 3 ] && [ "$FAIL_ON_INCONCLUSIVE" = false ]; then
  echo '::warning title=Interleave::the check could not decide, which passes here (fail-on-inconclusive: false)'
  exit 0
fi
exit "$code"
