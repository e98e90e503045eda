package engine

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/obs"
	"loggist/internal/record"
)

// Disposal is one of the two acts by which the words of an incident are disposed of. It is done on the server alone: there is
// no command for it.
type Disposal struct {
	Ref incident.Ref
	// As is who does it, by his id in the directory.
	As force.PersonID
	// Of the first act: on whose authority, and why.
	Authority, Reason string
	// Of the second: the code that the first was given.
	Code string
}

// disposalLapses is how long a request waits for the second person.
const disposalLapses = 14 * 24 * time.Hour

// disposedBooks are the books of an incident. They go together: a state is folded from all of them.
var disposedBooks = []incident.Book{incident.BookOpen, incident.BookSensitive, incident.BookDelivery}

// DisposalError refuses a disposal. Nothing was recorded and nothing destroyed.
type DisposalError struct{ Say string }

func (e *DisposalError) Error() string { return e.Say }

func refuseDisposal(format string, args ...any) error {
	return &DisposalError{fmt.Sprintf(format, args...) + " Nothing was recorded, and nothing destroyed."}
}

// AskDisposal records that one person asks for the words of an incident to be disposed of, and writes the code that a second
// one needs to approve it. It destroys nothing.
func (e *Engine) AskDisposal(ctx context.Context, w io.Writer, r Reader, d Disposal) error {
	code := rand.Text()[:10]
	sum := sha256.Sum256([]byte(code))
	asked := &incident.DisposalAsked{Ref: d.Ref, Authority: strings.TrimSpace(d.Authority), Reason: strings.TrimSpace(d.Reason), Code: hex.EncodeToString(sum[:])}
	if asked.Authority == "" || asked.Reason == "" {
		return refuseDisposal("Say on whose authority (--authority) and why (--because).")
	}
	err := e.disposing(ctx, d, r, func(h *held, who incident.Who, _ incident.Disposal) (incident.Body, error) {
		asked.By, asked.Until = who, e.Now().Add(disposalLapses)
		return asked, nil
	})
	if err != nil {
		return err
	}
	zone := e.Force().Zone
	_, err = fmt.Fprintf(w, "Recorded that %s asks for the words of %s to be disposed of. Nothing is destroyed yet.\nCode for the second person: %s (until %s)\n"+
		"Next, by a superintendent or above who is somebody else: loggist dispose approve %s --as ID --code %s\n",
		asked.By.Name, d.Ref, code, force.Stamp(asked.Until, zone), d.Ref, code)
	return err
}

// Dispose disposes of the words of an incident on the approval of a second person: it is recorded first, in the force's
// register, and then the data keys of the books are destroyed here. A process that is killed in between finishes it when it
// starts, and so does every other process of the force when it has read the entry.
func (e *Engine) Dispose(ctx context.Context, w io.Writer, r Reader, d Disposal) error {
	var done *incident.Disposed
	err := e.disposing(ctx, d, r, func(h *held, who incident.Who, asked incident.Disposal) (incident.Body, error) {
		sum := sha256.Sum256([]byte(strings.ToUpper(strings.TrimSpace(d.Code))))
		switch p, _ := e.Force().People.Person(d.As); {
		case asked.Entry == 0:
			return nil, refuseDisposal("Nobody has asked for %s to be disposed of: loggist dispose request.", d.Ref)
		case e.Now().After(asked.Until):
			return nil, refuseDisposal("The request of %s has lapsed. Ask again: loggist dispose request.", force.Stamp(asked.AskedAt, e.Force().Zone))
		case asked.By.ID == d.As:
			return nil, refuseDisposal("%s asked for it: it is approved by somebody else.", asked.By.Name)
		case !p.RankAtLeast(force.Superintendent):
			return nil, refuseDisposal("Approving a disposal is for a superintendent or above.")
		case subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(asked.Code)) != 1:
			return nil, refuseDisposal("That is not the code that was given with the request.")
		}
		done = &incident.Disposed{Ref: d.Ref, Asked: asked.By, Approved: who, Request: asked.Entry, Authority: asked.Authority, Reason: asked.Reason}
		for _, b := range disposedBooks {
			n, head := e.Log.Head(bookID(d.Ref, b))
			done.Books = append(done.Books, incident.BookRemains{Book: b, Entries: n, Head: head})
		}
		return done, nil
	})
	if err != nil {
		return err
	}
	if err := e.destroyDisposed(ctx); err != nil {
		return fmt.Errorf("it is recorded that %s is disposed of, and its keys are not all destroyed yet (this is tried again each minute, and at every start): %w", d.Ref, err)
	}
	return e.tellDisposed(ctx, w, done)
}

// tellDisposed says what was destroyed and, honestly, what was not.
func (e *Engine) tellDisposed(ctx context.Context, w io.Writer, done *incident.Disposed) error {
	var books []string
	fmt.Fprintf(w, "The words of %s are disposed of: the data keys of its books are destroyed here.\n", done.Ref)
	for _, b := range done.Books {
		books = append(books, bookID(done.Ref, b.Book).String())
		fmt.Fprintf(w, "  %s: %d entries, of which numbers and hashes are left\n", b.Book, b.Entries)
	}
	fmt.Fprint(w, "Not reached by this: backups and copies of the key directory made before; exports and reports handed out; what stands on chat platforms.\n"+
		"Other processes of this force destroy their keys when they have read the entry: within a minute where they run.\n")
	published, err := e.Log.Published(ctx, books)
	switch {
	case err != nil:
		fmt.Fprintln(w, "Whether Redis still holds the wrapped keys could not be found out.")
	case len(published) > 0:
		fmt.Fprintf(w, "Redis still holds the wrapped keys, which Loggist's own user may not remove. Its administrator does, with redis-cli:\n  HDEL {%s}:keys %s\n",
			e.Force().ID, strings.Join(published, " "))
	}
	return nil
}

// disposing checks what both acts need, has body make the entry, and records it. Whoever decides on an older state decides
// again.
func (e *Engine) disposing(ctx context.Context, d Disposal, r Reader, body func(*held, incident.Who, incident.Disposal) (incident.Body, error)) error {
	for {
		err := e.disposingOnce(ctx, d, r, body)
		if err == nil || !again(ctx, err) {
			return err
		}
	}
}

func (e *Engine) disposingOnce(ctx context.Context, d Disposal, r Reader, body func(*held, incident.Who, incident.Disposal) (incident.Body, error)) error {
	reg, err := e.register()
	if err != nil {
		return err
	}
	h, err := e.hold(d.Ref)
	if err != nil {
		return err
	}
	if h == nil {
		return ErrNoIncident
	}
	defer h.mu.Unlock()
	asked, _ := reg.Disposal(d.Ref)
	person, known := e.force(reg).People.Person(d.As)
	switch {
	case asked.Done != nil:
		return refuseDisposal("%s was disposed of at %s already.", d.Ref, force.Stamp(asked.DoneAt, e.Force().Zone))
	case !known || !person.Police():
		return refuseDisposal("%q is nobody of the directory who is police officer or staff.", d.As)
	case h.full.Held():
		return refuseDisposal("A preservation hold stands on %s. It is lifted first, in its room: /%s hold … | off", d.Ref, e.Force().Slash("ci"))
	case h.full.Open.Stage != incident.StageClosed:
		return refuseDisposal("%s is not closed: %s.", d.Ref, h.full.Open.Stage.Words())
	}
	b, err := body(h, incident.Person(person), asked)
	if err != nil {
		return err
	}
	_, err = e.commit(ctx, h, change{now: e.Now(), by: incident.Who{Name: r.Name, Unlisted: true}, register: []incident.Draft{{Book: incident.BookRegister, Body: b}}})
	return err
}

// destroyDisposed destroys what is left of the keys of incidents that are disposed of. It is done at start, each minute, and
// when somebody disposes; where nothing is left it costs next to nothing.
func (e *Engine) destroyDisposed(ctx context.Context) error {
	reg, err := e.register()
	if err != nil {
		return err
	}
	var failed []error
	for _, ref := range reg.Disposed() {
		did, err := e.destroy(reg, ref)
		failed = append(failed, err)
		if did {
			h := e.holder(ref)
			h.mu.Lock()
			h.fold = fold{} // what it said is in no memory either
			h.mu.Unlock()
			e.Logger.WarnContext(ctx, "an incident was disposed of: its keys are destroyed here", obs.Incident(string(ref)))
		}
	}
	return errors.Join(failed...)
}

func (e *Engine) destroy(reg *incident.Register, ref incident.Ref) (did bool, err error) {
	d, _ := reg.Disposal(ref)
	for _, b := range d.Done.Books {
		book := bookID(ref, b.Book)
		if gone, err := e.Log.Disposed(book); err == nil && gone {
			continue
		}
		err := e.Log.Dispose(record.Disposal{Book: book.String(), At: d.DoneAt, Authority: d.Done.Authority, Entries: b.Entries, Head: b.Head})
		if err != nil {
			return did, err
		}
		did = true
	}
	return did, nil
}

func bookID(ref incident.Ref, b incident.Book) record.BookID {
	return record.BookID{Incident: string(ref), Book: string(b)}
}
