package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/record"
	"loggist/internal/say"
)

// ErrNoIncident says that there is no such incident.
var ErrNoIncident = errors.New("there is no such incident")

// Reader is somebody who reads the record on the server, past all rooms: each reading is an entry of the audit book.
type Reader struct {
	Name   string // who, as the operating system knows him
	Signer *record.Signer
}

// List writes one line an incident, the newest first.
func (e *Engine) List(w io.Writer, r Reader) error {
	e.Consulted(r, "", "list")
	reg, err := e.register()
	if err != nil {
		return err
	}
	for i := len(reg.Refs) - 1; i >= 0; i-- {
		if d, _ := reg.Disposal(reg.Refs[i]); d.Done != nil {
			if _, err := fmt.Fprintf(w, "%s  disposed of %s  authority: %s  %d entries without words\n", reg.Refs[i],
				force.Stamp(d.DoneAt, e.Force().Zone), d.Done.Authority, d.Done.Books[0].Entries); err != nil {
				return err
			}
			continue
		}
		h, err := e.hold(reg.Refs[i])
		if err != nil || h == nil {
			return fmt.Errorf("list: %s: %w", reg.Refs[i], errors.Join(err, errIfNil(h)))
		}
		if h.full.Sealed() { // it is in no list
			h.mu.Unlock()
			continue
		}
		head := &h.full.Open.Head
		_, err = fmt.Fprintf(w, "%s  called %s  %s  level %s  %d entries\n", h.ref, force.Stamp(head.CalledAt, e.Force().Zone),
			head.Stage.Words(), head.Level, len(h.full.Open.Lines))
		h.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

func errIfNil(h *held) error {
	if h == nil {
		return ErrNoIncident
	}
	return nil
}

// Show writes the open book of an incident as people read it.
func (e *Engine) Show(w io.Writer, r Reader, ref incident.Ref) error {
	e.Consulted(r, ref, "show")
	h, err := e.hold(ref)
	if err != nil {
		return err
	}
	if h == nil {
		return ErrNoIncident
	}
	defer h.mu.Unlock()
	if err := e.readOnServer(h, r, "show"); err != nil {
		return err
	}
	reg, err := e.register()
	if err != nil {
		return err
	}
	if d, _ := reg.Disposal(ref); d.Done != nil {
		_, err := fmt.Fprintf(w, "%s was disposed of at %s.\nAuthority: %s\nReason: %s\nAsked by %s, approved by %s. Numbers and hashes are left: loggist export %s\n",
			ref, force.Stamp(d.DoneAt, e.Force().Zone), d.Done.Authority, d.Done.Reason, d.Done.Asked.Name, d.Done.Approved.Name, ref)
		return err
	}
	v := say.View{Force: e.force(reg), Register: reg, Now: e.Now(), Profile: force.Full}
	_, err = io.WriteString(w, strings.TrimRight(say.OpenBook(v, h.full.Open), "\n")+"\n")
	return err
}

// Consulted notes in the audit book that somebody on the server did something with the record.
func (e *Engine) Consulted(r Reader, ref incident.Ref, what string) {
	e.audit.note(e.Now(), incident.Who{Name: r.Name, Unlisted: true}, &incident.Viewed{Ref: ref, What: what})
}

// Flush records the views that are still only remembered.
func (e *Engine) Flush(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	e.audit.flush(ctx, e)
}
