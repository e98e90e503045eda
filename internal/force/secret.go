package force

import (
	"fmt"
	"log/slog"
)

const redacted = "[redacted]"

// A Secret is a password or key. However it is printed, logged or encoded it
// says [redacted]; Reveal is the only way to the value.
type Secret struct{ value string }

// NewSecret is the value as a secret.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal is the value, to be handed to what needs it and nothing else.
func (s Secret) Reveal() string { return s.value }

// IsZero says that there is none.
func (s Secret) IsZero() bool { return s.value == "" }

// Format makes every verb of fmt say [redacted].
func (Secret) Format(w fmt.State, _ rune) { _, _ = fmt.Fprint(w, redacted) }

// LogValue is [redacted].
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText is [redacted], for JSON and the like.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
