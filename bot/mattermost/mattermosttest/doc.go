// Package mattermosttest runs a real Mattermost server on a real PostgreSQL for tests, and acts on it as people do.
//
// The server is built once from the module deploy/mattermost into a cache of this user and is only ever run as a program:
// nothing of it is linked into what imports this package. PostgreSQL is Debian's. Everything a server writes is in a scratch
// directory of its own; it listens on free ports of the loopback, and ends with the test, even when the test is killed.
//
//	s := mattermosttest.StartServer(t)
//	lee := s.Login(t, "sgt.lee")
//	seen := lee.Watch(t)
//	lee.Type(t, room, "/ci status")
//	post := seen.Ephemeral(t, "CI-2027-0001")
//
// [StartStandIn] serves the same accounts from a small stand-in in the test's own process: README.md says what of the server it
// keeps. [StartServer] skips its test unless LOGGIST_REQUIRE_MATTERMOST is set, as `make test-mattermost` does: then it builds what is
// missing, and fails if it cannot. `make mattermost` starts the same server and leaves it running.
package mattermosttest
