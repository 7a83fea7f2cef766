/** Role of a process in its container. Children inherit every role except 'none'. */
export type ContainerRole = 'none' | 'init' | 'healthcheck' | 'liveness' | 'readiness';
