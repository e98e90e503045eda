// Package record keeps the books: it makes entries durable, in order and tamper-evident, and gives them back.
//
// It treats the body of an entry as opaque bytes. It knows books, numbers, hashes, causes, lanes and leases, and no
// incident, person or chat platform.
package record
