package main

import (
	"context"
	"io"
	"strings"

	"loggist/incident"
	"loggist/internal/app"
	"loggist/internal/engine"
	"loggist/internal/force"
)

// dispose is the two acts by which the words of a closed incident are disposed of: one person asks, another approves. There is
// no command for it in any room.
func dispose(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("dispose", "request REF --as ID --authority TEXT --because TEXT [--data DIR | --config FILE] asks for the words of a closed incident to be disposed of, and destroys nothing; "+
		"approve REF --as ID --code CODE, by somebody else, destroys the data keys of its books for ever. What is left: numbers, hashes, authority and time", out)
	var w where
	w.register(fs)
	d := &engine.Disposal{}
	as := fs.String("as", "", "who does it, by his id in the directory")
	fs.StringVar(&d.Authority, "authority", "", "request: on whose authority, such as a court order and its number")
	fs.StringVar(&d.Reason, "because", "", "request: why; never what is to be disposed of")
	fs.StringVar(&d.Code, "code", "", "approve: the code that the request gave")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 2 || words[0] != "request" && words[0] != "approve" {
		return usagef("type: loggist dispose request REF --as ID --authority TEXT --because TEXT, and then somebody else: loggist dispose approve REF --as ID --code CODE")
	}
	d.Ref, d.As = incident.Ref(strings.ToUpper(words[1])), force.PersonID(*as)
	verb := app.AskDisposal
	if words[0] == "approve" {
		verb = app.Dispose
	}
	switch {
	case *as == "":
		return usagef("who does it? Add --as and an id of the directory")
	case verb == app.AskDisposal && (d.Authority == "" || d.Reason == ""):
		return usagef("a disposal has an authority and a reason: add --authority and --because")
	case verb == app.Dispose && d.Code == "":
		return usagef("add --code and the code that loggist dispose request gave to whoever asked")
	}
	s, err := w.source()
	if err != nil {
		return err
	}
	return app.Read(ctx, s, app.Query{Verb: verb, Ref: string(d.Ref), Disposal: d}, out)
}
