/**
 * What git is given for its environment, so that the folder decides which repository is meant: a hook hands its own one down
 * to whatever it starts, by the variables that `git rev-parse --local-env-vars` lists. Settings (`GIT_CONFIG_…`) stay the user's.
 */
export const gitEnvironment = {
  // Its messages are quoted.
  LC_ALL: 'C',
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_DIR: undefined,
  GIT_GRAFT_FILE: undefined,
  GIT_IMPLICIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_PREFIX: undefined,
  GIT_SHALLOW_FILE: undefined,
  GIT_WORK_TREE: undefined,
} as const;
