#!/bin/sh
# Judges what runs on GitHub: the workflows by actionlint, which does not look into action.yml; that by its schema; both by
# zizmor, for what an attacker could make of them; and the shell scripts by ShellCheck. scripts/go-tools pins actionlint,
# scripts/lint-workflows.txt the others, which lie below node_modules once they have been fetched. None asks the network.
set -eu
cd "$(dirname "$0")/.."

wanted=scripts/lint-workflows.txt
tools=$PWD/node_modules/.cache/lint-workflows

# The list is copied last, so that half an installation is begun anew, and so is one of another list.
if ! cmp -s "$wanted" "$tools/installed.txt"; then
  rm -rf "$tools"
  mkdir -p "$(dirname "$tools")"
  python3 -m venv "$tools" || {
    echo 'lint-workflows: needs Python 3 with venv (Debian: apt-get install python3-venv)' >&2
    exit 69
  }
  "$tools/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
  cp "$wanted" "$tools/installed.txt"
fi

# actionlint gives the scripts within workflows to ShellCheck, here to the pinned one; Python is in none of them.
sh scripts/go-workloads.sh tool -modfile=../scripts/go-tools/go.mod actionlint \
  -shellcheck "$tools/bin/shellcheck" -pyflakes '' "$PWD"/.github/workflows/*.yml
"$tools/bin/check-jsonschema" --quiet --builtin-schema vendor.github-actions action.yml
"$tools/bin/zizmor" --offline --strict-collection --quiet --no-progress --config .github/zizmor.yml \
  action.yml .github/workflows
# Without SC1007: in "export GOFLAGS= GOWORK=off" the empty value is meant.
"$tools/bin/shellcheck" --exclude SC1007 .ci/run scripts/*.sh
