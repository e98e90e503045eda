package record

// Limits of the format. What is beyond them is refused when it is written and damage when it is read.
const (
	maxName    = 120      // a book's name, incident and book together
	maxLane    = 500      // a lane's name
	maxCause   = 1 << 12  // one cause
	maxCauses  = 1 << 12  // causes of one record
	maxLanes   = 1 << 14  // lanes of one record
	maxTouched = 64       // incidents whose version one record moves
	maxEntries = 1 << 12  // entries of one record
	maxBody    = 1 << 20  // the body of one entry
	maxRecord  = 16 << 20 // one record
)
