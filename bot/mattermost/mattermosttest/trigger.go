package mattermosttest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// Trigger is a trigger id as this server signs one, for a person and for any time: a callback with it is one that the server
// would have sent then. The key is the server's own, from its database.
func (s *Server) Trigger(t testing.TB, user string, at time.Time) string {
	t.Helper()
	text, err := s.db.query(t.Context(), "SELECT Value FROM Systems WHERE Name = 'AsymmetricSigningKey'")
	if err != nil {
		t.Fatal(err)
	}
	var kept struct {
		Key struct{ D *big.Int } `json:"ecdsa_key"`
	}
	if err := json.Unmarshal([]byte(text), &kept); err != nil || kept.Key.D == nil {
		t.Fatalf("the server keeps no key: %v", err)
	}
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), kept.Key.D.FillBytes(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprintf("%s:%s:%d:", model.NewId(), user, at.UnixMilli())
	sum := sha256.Sum256([]byte(said))
	signature, err := ecdsa.SignASN1(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString([]byte(said + base64.StdEncoding.EncodeToString(signature)))
}
