// Package app is the composition root: the only place that knows everyone. It makes an installation's log, engine and
// platforms from its configuration and runs them until it is told to stop. Signals and exit codes stay in cmd/loggist.
package app
