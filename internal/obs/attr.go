package obs

import "log/slog"

// The names of attributes. The same thing has the same name in every line.
const (
	KeyError     = "error"
	KeyInstance  = "instance"
	KeyPlatform  = "platform"
	KeyClass     = "class"
	KeyOutcome   = "outcome"
	KeyReference = "reference"
	KeyIncident  = "incident"
	KeyRecord    = "record"
	KeyLane      = "lane"
	KeyCount     = "count"
	KeyBytes     = "bytes"
	KeySegment   = "segment"
	KeyAddress   = "address"
	KeyPart      = "part"
	KeyDo        = "do"
)

// Keys are all names of attributes there are.
var Keys = []string{
	KeyError, KeyInstance, KeyPlatform, KeyClass, KeyOutcome, KeyReference, KeyIncident,
	KeyRecord, KeyLane, KeyCount, KeyBytes, KeySegment, KeyAddress, KeyPart, KeyDo,
}

// Error is what went wrong. Errors carry no content, by rule of the house.
func Error(err error) slog.Attr {
	if err == nil {
		return slog.String(KeyError, "")
	}
	return slog.String(KeyError, err.Error())
}

// Platform is the chat platform something happened on.
func Platform(name string) slog.Attr { return slog.String(KeyPlatform, name) }

// Class is how a failed send is to be taken: retry, permanent and so on.
func Class(class string) slog.Attr { return slog.String(KeyClass, class) }

// Outcome is what became of it, from a small set.
func Outcome(word string) slog.Attr { return slog.String(KeyOutcome, word) }

// Reference is what a person was told to quote.
func Reference(ref string) slog.Attr { return slog.String(KeyReference, ref) }

// Incident is an incident's reference: "CI-2027-0142".
func Incident(ref string) slog.Attr { return slog.String(KeyIncident, ref) }

// Record is a record's number in the log.
func Record(n uint64) slog.Attr { return slog.Uint64(KeyRecord, n) }

// Lane is the kind of a lane; a whole name can hold a person's pseudonym.
func Lane(kind string) slog.Attr { return slog.String(KeyLane, kind) }

// Count is how many there were.
func Count(n int) slog.Attr { return slog.Int(KeyCount, n) }

// Bytes is a size.
func Bytes(n int) slog.Attr { return slog.Int(KeyBytes, n) }

// Segment is the file name of a piece of the journal.
func Segment(name string) slog.Attr { return slog.String(KeySegment, name) }

// Address is where a server of ours listens.
func Address(addr string) slog.Attr { return slog.String(KeyAddress, addr) }
