// Package browsertest drives the page of the local room in a real browser, with the keyboard alone and under axe-core.
//
// run.mjs takes the address of any running local room, the demo's too:
//
//	npm ci && node run.mjs --base http://127.0.0.1:8470 [--only NAME] [--shots DIR]
//
// Parts that need what only a certain handler says are marked so in run.mjs and are chosen with --with. The test of this
// package serves a handler of its own; with -serve ADDR it goes on serving, for a look at the page.
package browsertest
