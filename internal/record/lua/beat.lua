-- beat: say that this instance lives, and hear what all said last.
-- KEYS 1 head  2 who
-- ARGV 1 epoch  2 instance  3 what it says of itself
-- Returns {'lost'} | {'ok', instance, what it said, ..}
-- Cost O(instances). Idempotent.
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch or epoch ~= ARGV[1] then return {'lost'} end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
local out = {'ok'}
for _, s in ipairs(redis.call('HGETALL', KEYS[2])) do out[#out + 1] = s end
return out
