// Package record keeps the books: it makes entries durable, in order and tamper-evident, and gives them back.
//
// It treats the body of an entry as opaque bytes. It knows books, numbers, hashes, causes, lanes and leases, and no
// incident, person or chat platform.
//
// # Commit
//
// A [Change] is one atomic commit: it is decided on versions of incidents ([Base]), carries causes by which a repetition is
// known, entries of any books, due times of lanes, and perhaps a lease to settle. [Log.Commit] has the store (Redis, or the
// embedded one) number it, writes it to the journal of this process, fsyncs that, and only then returns and shows it. So
// whatever can be read here is durable, and nobody asks whether it is safe yet. [AnswerOf] turns its error into what a
// person may be told: none, recorded, or unknown. An error that nobody thought of is unknown.
//
// # Chain
//
// Every entry of a book covers the one before it:
//
//	commit = SHA-256(salt ‖ body)
//	hash   = SHA-256("loggist/1\n" book "\n" number "\n" prev "\n" commit "\n" SHA-256(sealed) "\n")
//
// where sealed is salt and body under the book's own data key, and prev, commit and SHA-256(sealed) are in hex. Whoever
// is shown the body can check it; whoever is not can still check the chain; destroying the key disposes of the words and
// leaves the chain whole.
//
// # Record
//
// A record is one commit as bytes. In clear are: incident, books, numbers, key ids, hashes, the SHA-256 of each cause, and
// lanes with their due times. Everything else is sealed, so that neither Redis nor a stolen disk has the words, the people
// or the times; and the clear part is bound to the sealed one, so that it cannot be changed without a key.
//
// # Journal
//
// The journal is this process's own copy of the log: segments of 64 MB under DATA/journal, each a run of frames
//
//	n 8 ‖ crc32c 4 ‖ length 4 ‖ bytes
//
// Records that are appended together are written and fsynced together; the directory is fsynced with each new segment.
// After a failed write or fsync the descriptor is never used again: the segment is cut back to what was durable, or a new
// one is begun, and either has to prove that it can be written before the journal counts as working. An end that was never
// finished is put aside at the next start; anything else that is not as it was written is [ErrDamaged], and the process
// does not start on it. A fork is a frame that supersedes what comes after a number; the superseded records are kept.
//
// # Export and verify
//
// [WriteExport] writes one book as lines of JSON in which the body stands as it was committed to, and signs exactly what it
// wrote. [Verify] needs only that file and a public key; [VerifyJournal] only the data directory. Both say the first thing
// that is wrong by book and number, as a [*DamagedError], and never show content.
//
// docs/record-format.md says what every byte means, with a worked example and a script for strangers.
package record
