package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
	"loggist/internal/obs"
)

const (
	// hashMost is the size of the largest file that is read to be identified, hashFor how long that may take.
	hashMost = 64 << 20
	hashFor  = 20 * time.Second
)

// files are the attachments of a message. Each is read, and not kept, when it is about to be recorded: a person who is
// asked first why the message matters waits for none of them.
func (p *Platform) files(list []slack.File) []bot.File {
	var out []bot.File
	for _, f := range list {
		out = append(out, bot.File{Name: f.Name, Size: int64(f.Size), Reader: &reader{p, f}})
	}
	return out
}

// reader reads one file.
type reader struct {
	p    *Platform
	file slack.File
}

// Identify is the SHA-256 of the file, or why there is none.
func (r *reader) Identify(ctx context.Context) (sum, unread string) {
	sum, err := r.p.identify(ctx, r.file)
	if err != nil {
		r.p.Logger.WarnContext(ctx, "a file could not be identified", obs.Platform(Name), obs.Error(err))
		return "", err.Error()
	}
	return sum, ""
}

// identify is the SHA-256 of a file, in hex. The error says in words for people, and without content, why there is none.
func (p *Platform) identify(ctx context.Context, f slack.File) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, hashFor)
	defer cancel()
	from := f.URLPrivateDownload
	if from == "" {
		from = f.URLPrivate
	}
	switch {
	case f.IsExternal || f.Mode == "external":
		return "", errors.New("it is kept outside the workspace")
	case f.Mode == "tombstone" || f.Mode == "hidden_by_limit":
		return "", errors.New("it is there no more")
	case f.Size > hashMost:
		return "", errTooLarge
	case !p.serves(from):
		return "", errors.New("it is not at an address of the workspace's own files")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return "", errors.New("its address cannot be read")
	}
	r.Header.Set("Authorization", "Bearer "+p.BotToken)
	resp, err := (&http.Client{Transport: p.client.Transport, CheckRedirect: p.sameFiles}).Do(r)
	if err != nil {
		return "", errLost(ctx)
	}
	defer resp.Body.Close()
	// Whoever may not read a file is sent to a page on which to sign in, with a status of success.
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return "", errors.New("it was sent on to another address: is the scope files:read granted?")
	case resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden:
		return "", errors.New("it may not be read: is the scope files:read granted?")
	case resp.StatusCode != http.StatusOK:
		return "", fmt.Errorf("the workspace answered with status %d", resp.StatusCode)
	case kind == "text/html" && f.Mimetype != "text/html":
		return "", errors.New("a page came in its place: is the scope files:read granted?")
	}
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(resp.Body, hashMost+1))
	switch {
	case n > hashMost:
		return "", errTooLarge
	case err != nil:
		return "", errLost(ctx)
	case n != int64(f.Size):
		return "", fmt.Errorf("%d bytes came in the place of %d", n, f.Size)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

var errTooLarge = fmt.Errorf("it is larger than %d MB", hashMost>>20)

// errLost says how a read ended. The library's own words may hold the address, which opens the file to whoever has it.
func errLost(ctx context.Context) error {
	if ctx.Err() != nil {
		return errors.New("it did not come in time")
	}
	return errors.New("the connection was lost")
}

// sameFiles follows a redirect only to where files are read anyway: the token and the hash are for no other host.
func (p *Platform) sameFiles(r *http.Request, via []*http.Request) error {
	if len(via) > 3 || !p.serves(r.URL.String()) {
		return http.ErrUseLastResponse
	}
	return nil
}

// serves reports whether an address is one of Slack's own for files, or of the stand-in.
func (p *Platform) serves(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if p.APIURL != "" {
		api, err := url.Parse(p.APIURL)
		return err == nil && u.Host == api.Host && u.Scheme == api.Scheme
	}
	return u.Scheme == "https" && (u.Host == "files.slack.com" || u.Host == "files.slack-gov.com")
}
