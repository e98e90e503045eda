package record

// Every key in Redis. All of a force share one hash tag, so that they are in one slot of a cluster.

func redisKey(force, name string) string { return "{" + force + "}:" + name }

func keyHead(force string) string     { return redisKey(force, "head") }  // hash: epoch, n, x; since while it is being restored
func keyVersions(force string) string { return redisKey(force, "v") }     // hash: incident → x of the last record that touched it
func keyLog(force string) string      { return redisKey(force, "log") }   // stream: id n-0, fields r (record) and x
func keyPages(force string) string    { return redisKey(force, "due:1") } // zset: lane → ms; ladders, threat to life, pages
func keyDue(force string) string      { return redisKey(force, "due:2") } // zset: lane → ms; everything else
func keyLease(force string) string    { return redisKey(force, "lease") } // hash: lane → token
func keyWant(force string) string     { return redisKey(force, "want") }  // hash: lane → ms, or '' for a leased lane that is no longer wanted
func keyTry(force string) string      { return redisKey(force, "try") }   // hash: lane → claims since it was last settled
func keyWho(force string) string      { return redisKey(force, "who") }   // hash: instance → what it said last
func keyBooks(force string) string    { return redisKey(force, "keys") }  // hash: book → wrapped key

// keyCause is a string n that lives for causeTime.
func keyCause(force string, cause digest) string { return redisKey(force, "c:"+cause.String()) }
