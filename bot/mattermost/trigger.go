package mattermost

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/internal/obs"
)

// signing is the key by which the server signs its triggers, as it told it last.
type signing struct {
	mu    sync.Mutex
	key   *ecdsa.PublicKey // nil: it has none
	asked time.Time
}

const (
	// keyFor is how long the server's key is known; while a signature does not fit it is asked again after keyAgain.
	keyFor   = time.Hour
	keyAgain = time.Minute
	// triggerFor is how old a pressed button may be. The server gives up on a callback after half a minute; the rest is for
	// clocks that differ.
	triggerFor = 5 * time.Minute
)

// What a trigger does not prove.
var (
	errUnsigned = errors.New("not signed by the server for that person")
	errLate     = errors.New("not of these minutes")
)

// signed verifies a trigger: the one thing in a callback that the server signs. It names who acted and when, so that nobody
// who saw or guessed a callback can make another of it, for another person or another time; what was pressed, and where, is in
// the ticket. A server without such a key proves nothing; that is a warning, and its word is taken.
func (p *Platform) signed(ctx context.Context, trigger, user string) (at time.Time, err error) {
	if trigger == "" {
		return time.Time{}, errUnsigned
	}
	key, fresh, err := p.signingKey(ctx, keyFor)
	if err != nil || key == nil {
		return time.Now(), err
	}
	at, err = readTrigger(key, trigger, user)
	if err == nil || fresh {
		return at, err
	}
	// It may have another key by now.
	switch key, fresh, e := p.signingKey(ctx, keyAgain); {
	case e != nil:
		return at, e
	case !fresh:
		return at, err
	case key == nil:
		return time.Now(), nil
	default:
		return readTrigger(key, trigger, user)
	}
}

// readTrigger is when a trigger was made, if it was for user.
func readTrigger(key *ecdsa.PublicKey, trigger, user string) (time.Time, error) {
	b, err := base64.StdEncoding.DecodeString(trigger)
	if err != nil {
		return time.Time{}, errUnsigned
	}
	// It is "nonce:user:milliseconds:signature", and all before the signature is signed.
	parts := strings.Split(string(b), ":")
	if len(parts) != 4 || user == "" || parts[1] != user {
		return time.Time{}, errUnsigned
	}
	ms, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return time.Time{}, errUnsigned
	}
	signature, err := base64.StdEncoding.DecodeString(parts[3])
	sum := sha256.Sum256([]byte(strings.Join(parts[:3], ":") + ":"))
	if err != nil || !ecdsa.VerifyASN1(key, sum[:], signature) {
		return time.Time{}, errUnsigned
	}
	return time.UnixMilli(ms), nil
}

// signingKey is the server's key as it was at most age ago, nil if it has none; fresh says that it was asked just now.
func (p *Platform) signingKey(ctx context.Context, age time.Duration) (key *ecdsa.PublicKey, fresh bool, err error) {
	s := &p.signing
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.asked.IsZero() && time.Since(s.asked) < age {
		return s.key, false, nil
	}
	config, err := p.clientConfig(ctx)
	if err != nil && bot.ClassOf(err) != bot.Permanent {
		return nil, false, err
	}
	s.asked, s.key = time.Now(), nil
	der, err := base64.StdEncoding.DecodeString(config["AsymmetricSigningPublicKey"])
	if err == nil && len(der) > 0 {
		var pub any
		if pub, err = x509.ParsePKIXPublicKey(der); err == nil {
			s.key, _ = pub.(*ecdsa.PublicKey)
		}
	}
	if s.key == nil {
		p.Logger.WarnContext(ctx, "the server does not say by which key it signs: who pressed a button is not proved", obs.Platform(Name))
	}
	return s.key, true, nil
}

// clientConfig is what the server tells its clients of its settings. Older servers take the question in this form alone.
func (p *Platform) clientConfig(ctx context.Context) (map[string]string, error) {
	resp, err := p.api.DoAPIGet(ctx, "/config/client?format=old", "")
	if err != nil {
		return nil, p.failed("config/client", model.BuildResponse(resp), err)
	}
	defer func() { _ = resp.Body.Close() }()
	config, r, err := model.DecodeJSONFromResponse[map[string]string](resp)
	if err != nil {
		return nil, p.failed("config/client", r, err)
	}
	return config, nil
}

// pressedNow verifies that a button was pressed by user, within these minutes.
func (p *Platform) pressedNow(ctx context.Context, trigger, user string) error {
	at, err := p.signed(ctx, trigger, user)
	if err == nil && time.Since(at).Abs() > triggerFor {
		err = errLate
	}
	return err
}
