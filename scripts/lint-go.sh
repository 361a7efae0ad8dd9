#!/bin/sh
# Judges the Go workloads by gofumpt, go vet and staticcheck, whose versions scripts/go-tools pins.
set -eu
cd "$(dirname "$0")/.."

pinned_go() {
  sh scripts/go-workloads.sh "$@"
}
tool() {
  pinned_go tool -modfile=../scripts/go-tools/go.mod "$@"
}

# gofumpt -l lists files and exits 0 all the same.
unformatted=$(tool gofumpt -l .)
if [ -n "$unformatted" ]; then
  echo "gofumpt formats these otherwise (npm run format):" >&2
  echo "$unformatted" >&2
  exit 1
fi
GOOS=linux pinned_go vet ./...
GOOS=darwin GOARCH=arm64 pinned_go vet ./...
tool staticcheck ./...
