package engine

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loggist/incident"
	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

const disposedRef = incident.Ref("CI-2000-0001")

// secretWords stand in the open book of the incident that is disposed of.
const secretWords = "swift01 lives at number nine"

// closedWorld has an incident with words in it, which is closed.
func closedWorld(t *testing.T) *world {
	w := newWorld(t, true)
	w.start()
	w.act(night[0].who, night[0].room, night[0].line)
	w.settle()
	w.act("sgt.lee", faultRoom, "/log "+secretWords)
	w.settle()
	w.record(&incident.Potential{Reason: "it may grow"}, &incident.StoodDown{Reason: "it is calm"}, &incident.Closed{Reason: "the debrief is done"})
	return w
}

// record records entries as Supt Khan.
func (w *world) record(bodies ...incident.Body) {
	w.t.Helper()
	h, err := w.engine.hold(disposedRef)
	if err != nil || h == nil {
		w.t.Fatalf("no incident: %v", err)
	}
	defer h.mu.Unlock()
	c := change{now: w.engine.Now(), by: incident.Who{ID: "supt.khan", Name: "Supt Khan"}}
	for _, b := range bodies {
		c.drafts = append(c.drafts, incident.Draft{Book: incident.BookOpen, Body: b})
	}
	if _, err := w.engine.commit(w.t.Context(), h, c); err != nil {
		w.t.Fatal(err)
	}
}

var operatorOnServer = Reader{Name: "root on the server"}

// askDisposal asks, and returns the code.
func (w *world) askDisposal(d Disposal) (string, error) {
	var out bytes.Buffer
	if err := w.engine.AskDisposal(w.t.Context(), &out, operatorOnServer, d); err != nil {
		return "", err
	}
	m := regexp.MustCompile(`Code for the second person: (\w+)`).FindStringSubmatch(out.String())
	if m == nil {
		w.t.Fatalf("no code:\n%s", &out)
	}
	return m[1], nil
}

var disposalAsked = Disposal{Ref: disposedRef, As: "psd.quinn", Authority: "order 7 of the county court", Reason: "the data protection order of 1 March"}

func (w *world) dispose(code string) error {
	return w.engine.Dispose(w.t.Context(), new(bytes.Buffer), operatorOnServer, Disposal{Ref: disposedRef, As: "acc.morris", Code: code})
}

// words is everything of the incident's books that can be read in this process: bodies, and how many entries there are none of.
func (w *world) words() (read string, withheld int) {
	w.t.Helper()
	err := w.log.Since(string(disposedRef), 0, func(r record.Record) error {
		for _, e := range r.Entries {
			if e.Book.Incident == string(disposedRef) {
				read += string(e.Body) + "\n"
				if e.Withheld {
					withheld++
				}
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return read, withheld
}

// TestDisposalNeedsTwoPeople_R2_10_R4_6: one asks, with authority and reason, another of rank approves with the code; an open
// incident and one on which a hold stands are not disposed of; each refusal destroys nothing.
func TestDisposalNeedsTwoPeople_R2_10_R4_6(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, true)
		w.start()
		defer func() { w.stop() }()
		w.act(night[0].who, night[0].room, night[0].line)
		w.settle()
		w.act("sgt.lee", faultRoom, "/log "+secretWords)
		w.settle()
		refused := func(err error, want string) {
			t.Helper()
			if d := (*DisposalError)(nil); !errors.As(err, &d) || !strings.Contains(d.Say, want) || !strings.Contains(d.Say, "nothing destroyed") {
				t.Errorf("refused with %v, want %q", err, want)
			}
			if read, withheld := w.words(); !strings.Contains(read, secretWords) || withheld > 0 {
				t.Fatal("a refused disposal destroyed something")
			}
		}
		_, err := w.askDisposal(disposalAsked)
		refused(err, "is not closed")
		w.record(&incident.Potential{Reason: "it may grow"}, &incident.StoodDown{Reason: "it is calm"}, &incident.Hold{Reason: "the inquest", Authority: "the coroner"}, &incident.Closed{Reason: "done"})
		_, err = w.askDisposal(disposalAsked)
		refused(err, "A preservation hold stands")
		w.record(&incident.Hold{Reason: "the inquest is over", Authority: "the coroner", Off: true})
		if _, err := w.askDisposal(Disposal{Ref: "CI-2000-0099", As: "psd.quinn", Authority: "a", Reason: "b"}); !errors.Is(err, ErrNoIncident) {
			t.Errorf("of no incident: %v", err)
		}
		for _, d := range []Disposal{
			{Ref: disposedRef, As: "psd.quinn", Authority: " ", Reason: "b"}, {Ref: disposedRef, As: "psd.quinn", Authority: "a"},
		} {
			_, err = w.askDisposal(d)
			refused(err, "authority")
		}
		stranger := disposalAsked
		stranger.As = "prob.shah"
		_, err = w.askDisposal(stranger)
		refused(err, "is nobody of the directory")

		refused(w.dispose("ABCDEFGHIJ"), "Nobody has asked")
		code, err := w.askDisposal(disposalAsked)
		if err != nil {
			t.Fatal(err)
		}
		approve := func(d Disposal) error {
			return w.engine.Dispose(t.Context(), new(bytes.Buffer), operatorOnServer, d)
		}
		refused(approve(Disposal{Ref: disposedRef, As: "psd.quinn", Code: code}), "asked for it")
		refused(approve(Disposal{Ref: disposedRef, As: "insp.patel", Code: code}), "superintendent or above")
		refused(approve(Disposal{Ref: disposedRef, As: "acc.morris", Code: "ABCDEFGHIJ"}), "not the code")
		w.record(&incident.Hold{Reason: "a complaint", Authority: "the IOPC"})
		refused(approve(Disposal{Ref: disposedRef, As: "acc.morris", Code: code}), "A preservation hold stands")
		w.record(&incident.Hold{Reason: "the complaint is over", Authority: "the IOPC", Off: true})
		w.engine.offset.Add(int64(15 * 24 * time.Hour))
		refused(approve(Disposal{Ref: disposedRef, As: "acc.morris", Code: code}), "has lapsed")
		if code, err = w.askDisposal(disposalAsked); err != nil {
			t.Fatal(err)
		}
		if err := approve(Disposal{Ref: disposedRef, As: "acc.morris", Code: code}); err != nil {
			t.Fatal(err)
		}
		if read, withheld := w.words(); read != strings.Repeat("\n", withheld) || withheld == 0 {
			t.Errorf("of %d entries is left:\n%s", withheld, read)
		}
		if err := approve(Disposal{Ref: disposedRef, As: "acc.morris", Code: code}); err == nil || !strings.Contains(err.Error(), "was disposed of") {
			t.Errorf("disposed of again: %v", err)
		}
	})
}

// TestDisposedIsGoneEverywhere_R2_10: nobody finds it in a room, by a command or by breaking glass; the server says what happened and
// not what was said; the export has every hash and verifies; the register and everything else goes on.
func TestDisposedIsGoneEverywhere_R2_10(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := closedWorld(t)
		defer func() { w.stop() }()
		code, err := w.askDisposal(disposalAsked)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.dispose(code); err != nil {
			t.Fatal(err)
		}
		for life := range 2 { // in the process that did it, and in the next
			for who, lines := range map[string][]string{
				"sgt.lee":   {"/ci status " + string(disposedRef), "/ci log " + string(disposedRef), "/log " + string(disposedRef) + " more", "/ci show " + string(disposedRef) + " 2"},
				"supt.khan": {"/ci breakglass " + string(disposedRef) + " | because I must know", "/ci reopen " + string(disposedRef) + " | because it goes on"},
			} {
				for _, line := range lines {
					if got := w.ask(command(who, line)); !strings.Contains(got, "I know of no such incident. Nothing was recorded.") {
						t.Errorf("life %d: %s: %s\nanswers %s", life, who, line, got)
					}
				}
			}
			signer, err := record.NewSigner(w.ring, "demo")
			if err != nil {
				t.Fatal(err)
			}
			var list, show, export bytes.Buffer
			r := Reader{Name: "root on the server", Signer: signer}
			if err := errors.Join(w.engine.List(&list, r), w.engine.Show(&show, r, disposedRef)); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(list.String(), "disposed of") || !strings.Contains(show.String(), "Asked by Quinn, approved by ACC Morris") || strings.Contains(list.String()+show.String(), "swift01") {
				t.Errorf("life %d: the server says\n%s%s", life, &list, &show)
			}
			if err := w.engine.Export(&export, r, Export{Book: record.BookID{Incident: string(disposedRef), Book: "open"}}); err != nil {
				t.Fatal(err)
			}
			sum, err := record.Verify(bytes.NewReader(export.Bytes()), "")
			if err != nil || sum.Count == 0 || sum.Withheld != sum.Count || strings.Contains(export.String(), "swift01") {
				t.Errorf("life %d: the export: %+v, %v", life, sum, err)
			}
			if got := w.ask(command("sgt.lee", "/ci call windows broken | where HL1")); !strings.Contains(got, "is open") && !strings.Contains(got, "CI-2000-000") {
				t.Errorf("life %d: nothing can be called any more: %s", life, got)
			}
			w.settle()
			w.stop()
			w.start()
			w.settle()
		}
	})
}

// TestDisposalSurvivesEveryCrash_R2_10 fails each operation on files from the approval on, before and after taking effect, cuts the
// power, and starts again: either nothing happened and everything can be read, or the register says that it was disposed of and
// nothing can. What was said to be done is done.
func TestDisposalSurvivesEveryCrash_R2_10(t *testing.T) {
	for _, when := range []recordtest.When{recordtest.Before, recordtest.After} {
		undone, done, failed := 0, 0, 0
		for n := 1; n <= 60; n++ {
			synctest.Test(t, func(t *testing.T) {
				w := closedWorld(t)
				power := w.opts.FS.(*recordtest.PowerFS)
				w.settle()
				w.stop()
				fault := recordtest.NewFaultFS(power)
				w.opts.FS, w.opts.Init = fault, false
				w.start()
				code, err := w.askDisposal(disposalAsked)
				if err != nil {
					t.Fatal(err)
				}
				w.settle()
				fault.Fail(n, 1, when)
				err = w.dispose(code)
				fault.Heal()
				if err != nil {
					failed++
				}
				w.opts.FS = power.Cut(nil)
				w.stop()
				w.start()
				defer func() { w.stop() }()
				w.settle()
				reg, rerr := w.engine.register()
				if rerr != nil {
					t.Fatal(rerr)
				}
				d, _ := reg.Disposal(disposedRef)
				read, withheld := w.words()
				switch {
				case d.Done == nil && err == nil:
					t.Fatalf("%s operation %d: it was said to be done", when, n)
				case d.Done == nil && (!strings.Contains(read, secretWords) || withheld > 0):
					t.Fatalf("%s operation %d: words are gone, and nothing says why", when, n)
				case d.Done != nil && strings.Contains(read, "swift01"):
					t.Fatalf("%s operation %d: disposed of, and to be read", when, n)
				case d.Done == nil:
					undone++
					if code, err = w.askDisposal(disposalAsked); err == nil {
						err = w.dispose(code)
					}
					if err != nil {
						t.Fatalf("%s operation %d: it cannot be done any more: %v", when, n, err)
					}
				default:
					done++
				}
			})
		}
		t.Logf("%s: %d failed, %d had not happened, %d had", when, failed, undone, done)
		if failed == 0 || undone == 0 || done == 0 {
			t.Errorf("%s: %d failed, %d had not happened, %d had: the test tests nothing", when, failed, undone, done)
		}
	}
}

// TestEveryProcessDestroysItsCopy_R2_10: on one Redis, the other process destroys its copy when it has read the entry; one that comes
// with an empty disk takes the published key over and destroys it as well; and a store that was flushed gets no key back.
func TestEveryProcessDestroysItsCopy_R2_10(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, m := two(t, true)
		a.start()
		b.opts.Init = false
		b.start()
		defer func() { a.stop(); b.stop() }()
		a.act(night[0].who, night[0].room, night[0].line)
		time.Sleep(5 * time.Second)
		a.act("sgt.lee", faultRoom, "/log "+secretWords)
		time.Sleep(5 * time.Second)
		a.record(&incident.Potential{Reason: "it may grow"}, &incident.StoodDown{Reason: "it is calm"}, &incident.Closed{Reason: "the debrief is done"})
		code, err := a.askDisposal(disposalAsked)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		if read, _ := b.words(); !strings.Contains(read, secretWords) {
			t.Fatal("the other process never had the words: the test tests nothing")
		}
		var out bytes.Buffer
		if err := a.engine.Dispose(t.Context(), &out, operatorOnServer, Disposal{Ref: disposedRef, As: "acc.morris", Code: code}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "HDEL {demo}:keys "+string(disposedRef)+".open "+string(disposedRef)+".sensitive") {
			t.Errorf("the published keys are not spoken of:\n%s", &out)
		}
		time.Sleep(2 * time.Minute)
		gone := func(who string, w *world) {
			t.Helper()
			if read, withheld := w.words(); strings.Contains(read, "swift01") || withheld == 0 {
				t.Errorf("%s still reads it", who)
			}
			if d, err := w.log.Disposed(record.BookID{Incident: string(disposedRef), Book: "open"}); err != nil || !d {
				t.Errorf("%s has a key still: %v", who, err)
			}
		}
		gone("the first", a.world)
		gone("the second", b)

		b.stop()
		b.opts.FS, b.opts.Instance = recordtest.NewPowerFS(), "third"
		b.start()
		time.Sleep(2 * time.Minute)
		gone("one with an empty disk", b)

		m.FlushAll()
		time.Sleep(2 * time.Minute)
		books := []string{string(disposedRef) + ".open", string(disposedRef) + ".sensitive", string(disposedRef) + ".delivery"}
		if published, err := a.log.Published(t.Context(), books); err != nil || len(published) > 0 {
			t.Errorf("after a flush the store has keys of %v again: %v", published, err)
		}
		if log, err := a.log.Published(t.Context(), []string{".register"}); err != nil || len(log) != 1 {
			t.Errorf("the store was not put back: the test tests nothing (%v)", err)
		}
	})
}
