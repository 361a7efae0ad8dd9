#!/bin/sh
# Packs the package, installs it into an empty folder elsewhere and uses it there as its users would:
#
#     sh scripts/check-package.sh
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
  echo "check-package: $1" >&2
  exit 1
}

cd "$repository"
npm pack --silent --pack-destination "$folder" >"$folder/packed"
tarball="$folder/$(tail -n 1 "$folder/packed")"

tar -tzf "$tarball" >"$folder/files"
unwanted=$(grep -E '_test\.go$|\.test\.|/fixtures/|\.ts$|\.map$' "$folder/files" || true)
[ -z "$unwanted" ] || fail "expected no tests, fixtures, TypeScript or source maps in the package, found $unwanted"
for wanted in LICENSE README.md bin/interleave.cjs dist/harness/main.js dist/harness/reports/html/page/start.js dist/harness/reports/html/page.css go-workloads/go.mod; do
  grep -qx "package/$wanted" "$folder/files" || fail "expected $wanted in the package"
done
mkdir "$folder/unpacked"
tar -xzf "$tarball" -C "$folder/unpacked"
if grep -rlF -e "$repository/" -e sourceMappingURL= "$folder/unpacked"; then
  fail 'expected nothing in the package that points into this repository, found it in the files above'
fi

# A space in the path finds every file name that is put together carelessly.
mkdir "$folder/a user"
cd "$folder/a user"
# Without a package.json of its own npm would look for one in the folders above.
echo '{ "private": true }' >package.json
npm install --silent --no-audit --no-fund "$tarball"

# A cache of its own, so that the Go programs are built from the package's sources.
export INTERLEAVE_CACHE="$folder/cache"
npx --no-install interleave list
npx --no-install interleave run sleepers/node/async-sleep sleepers/go/goroutine-sleep --param tasks=10 --runs 1
grep -q 'go/goroutine-sleep' results/*/summary.csv || fail 'expected a Go row in summary.csv'
grep -q 'node/async-sleep' results/*/summary.csv || fail 'expected a Node.js row in summary.csv'
grep -q '</html>' results/*/report.html || fail 'expected a whole page in report.html'

# npx puts the pinned Node first on PATH; a global installation is started by whatever Node the machine has.
echo "the same, started by Node $(node --version) of this machine:"
node node_modules/interleave/bin/interleave.cjs list >"$folder/list"
grep -q 'goroutine-sleep' "$folder/list" || fail 'expected the variants of sleepers from interleave list'
node node_modules/interleave/bin/interleave.cjs run sleepers/node/async-sleep --param tasks=10 --runs 1 --out again
grep -q ',ok,' again/*/samples.csv || fail 'expected an ok sample in samples.csv'
echo "the package works: $(basename "$tarball"), $(wc -l <"$folder/files") files"
