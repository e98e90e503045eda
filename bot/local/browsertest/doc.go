// Package browsertest drives the page of the local room in a real browser, with the keyboard alone and under axe-core.
//
// run.mjs takes the address of any running local room, the demo's too:
//
//	npm ci && node run.mjs --base http://127.0.0.1:8470 --only tour [--shots DIR]
//
// The part tour works on any handler in whose room nothing happened yet. The other parts read what the handler of this
// package's test says; go test runs them all. report.mjs has those of the report of an incident, which is a page as well. With -serve ADDR the test goes on serving instead, for a look at the page.
package browsertest
