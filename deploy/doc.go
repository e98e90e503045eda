// Package deploy is what it takes to run Loggist, and the tests of it: every
// shipped configuration loads strictly, and a real redis-server with the
// shipped redis.conf and users.acl lets the bot do what its scripts need and
// nothing to the log that is not adding and reading.
package deploy
