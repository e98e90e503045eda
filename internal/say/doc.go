// Package say is how Loggist speaks: posts, cards, pings and refusals as words (bot.Message), made from state and entries.
// It is pure. Everything in it follows one set of rules: the first line of what can notify is safe on a locked screen; one
// post says one thing; times carry their zone; whether something was recorded is always said.
package say
