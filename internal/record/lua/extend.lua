-- extend: keep a lease until the given time.
-- KEYS 1 due:1  2 due:2  3 lease
-- ARGV 1 lane  2 token  3 until (ms)
-- Returns {'late'} | {'ok'}
-- Cost O(log lanes). Idempotent.
if redis.call('HGET', KEYS[3], ARGV[1]) ~= ARGV[2] then return {'late'} end
local queue = KEYS[2]
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then queue = KEYS[1] end
redis.call('ZADD', queue, ARGV[3], ARGV[1])
return {'ok'}
