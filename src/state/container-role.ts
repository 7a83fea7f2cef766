/** What a process is to its container. Its children have the same role, unless it is 'none'. */
export type ContainerRole = 'none' | 'init' | 'healthcheck' | 'liveness' | 'readiness';
