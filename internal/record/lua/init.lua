-- init: open an empty store for a new installation.
-- KEYS 1 head  2 log
-- ARGV 1 epoch
-- Returns {'open', epoch} | {'full'} there is something already
-- Cost O(1). Idempotent for the same epoch.
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if epoch == ARGV[1] then return {'open', epoch} end
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then return {'full'} end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'n', '0', 'x', '')
return {'open', ARGV[1]}
