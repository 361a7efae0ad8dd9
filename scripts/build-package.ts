/**
 * Writes dist/, the part of the packed package that is not in the repository: the harness as plain JavaScript, since Node
 * strips no types below node_modules; the Node workloads, unchanged, beside the compiled scenarios that name them; and what
 * a page brings along.
 */
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../harness/package-root.ts';

const dist = path.join(packageRoot, 'dist');

// What was renamed or deleted since the last build must not be packed.
await rm(dist, { recursive: true, force: true });
await execa('tsc', ['--project', 'tsconfig.build.json'], {
  cwd: packageRoot,
  preferLocal: true,
  stdio: 'inherit',
});
await cp(path.join(packageRoot, 'scenarios'), path.join(dist, 'scenarios'), {
  recursive: true,
  filter: (source) => !source.endsWith('.ts') && path.basename(source) !== 'fixtures',
});
// They go into report.html as they are.
for (const name of ['page', 'page.css']) {
  const place = path.join('harness', 'reports', 'html', name);
  await cp(path.join(packageRoot, place), path.join(dist, place), { recursive: true });
}
