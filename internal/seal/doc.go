// Package seal holds the keys: the data keys that seal entries, and the ring of long-lived keys of one force.
//
// A [Key] seals and opens with AES-256-GCM. There is one for each book, so that a book is disposed of by destroying its
// key. A data key is never stored bare: it is wrapped by the ring, which writes it as one line of text
//
//	loggist-key/1 ID WRAPPER WRAPPED ESCROWED
//
// where ID and WRAPPER are the ids of the data key and of the wrapping key (16 hex digits), WRAPPED is base64 of the 32
// secret bytes sealed with the wrapping key, and ESCROWED is base64 of the same bytes for the escrow recipient (HPKE of
// RFC 9180 with MLKEM768-X25519, HKDF-SHA-256 and AES-256-GCM: the encapsulated key, then the ciphertext), or "-" where
// there is none. Both are bound to the book and the ID, so that a wrapped key put in another's place does not open.
//
// A [Ring] has
//
//   - wrapping keys, of which the newest wraps and all unwrap,
//   - Ed25519 signing keys, of which the newest signs and all verify,
//   - the force key, which turns a person's id into a pseudonym for names that leave the sealed part,
//   - perhaps an escrow recipient: a public key whose private half is kept elsewhere, and opens every data key should
//     the ring be lost.
//
// On disk it is a directory of small text files, mode 0600, each written once and never overwritten:
//
//	wrap-0001.key   loggist-wrap/1 ID BASE64(32 bytes)
//	sign-0001.key   loggist-sign/1 BASE64(the 32 bytes of an Ed25519 seed)
//	force.key       loggist-force/1 BASE64(32 bytes)
//	escrow.pub      loggist-escrow/1 BASE64(public key)
//
// Rotating adds files with the next number. Nothing that was sealed or signed needs to be touched.
package seal
