// Package local is a chat platform of our own for exercises: an accessible web page, and the JSON API under it, where
// one person or a team plays the people of a force, types commands, fills forms, presses buttons and winds the exercise
// clock forward. It serves loopback only and knows no passwords: whoever reaches it may play anybody.
//
// It is a [bot.Platform] and a [bot.Finder] like any other and decides nothing.
//
// # What it keeps
//
// Rooms, members, messages and the answers that people were given are in one file of its own, rooms.jsonl: a JSON object
// a line, in the order in which things happened, fsynced before Send returns and before an answer leaves. A kill loses
// no post. An unfinished last line is dropped at start; a bad line before good ones is an error of [New]. A line:
//
//	{"t":"say","key":"post:7","at":"2027-11-11T21:04:00Z","room":"ci-2027-0001","message":"m3k…","author":"Loggist","text":"OFFICIAL…"}
//
// # What it shows
//
// In a message of the bot the marking line is a tag, the first other line is the title, `Label:` at the start of a line
// is emphasised, `~~struck~~` is struck out and said to be so; all else is as typed. Of the Facts of a room the first is
// its state and is said large. A room named by a reference and perhaps a letter (ci-2027-0001-b) belongs to the incident
// of that reference.
package local
