-- open: say that this instance has pushed all it holds; make the store usable when all have, or long enough after the first.
-- KEYS 1 head  2 who
-- ARGV 1 epoch to open with  2 instance  3 n that it pushed  4 what it says of itself  5 now (ms)  6 instances to wait for  7 ms to wait at most
-- Returns {'open', epoch} it was open already, or is now | {'wait', instances so far} | {'gap', head n} the store was lost again
-- Cost O(instances). Idempotent.
local head = redis.call('HMGET', KEYS[1], 'epoch', 'n', 'since')
if head[1] then return {'open', head[1]} end
if tonumber(head[2] or '0') < tonumber(ARGV[3]) then return {'gap', head[2] or '0'} end
local since = head[3]
if not since then
  since = ARGV[5]
  redis.call('HSET', KEYS[1], 'since', since)
end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[4])
local here = redis.call('HLEN', KEYS[2])
if here < tonumber(ARGV[6]) and tonumber(ARGV[5]) - tonumber(since) < tonumber(ARGV[7]) then return {'wait', tostring(here)} end
redis.call('HDEL', KEYS[1], 'since')
redis.call('HSETNX', KEYS[1], 'n', '0')
redis.call('HSETNX', KEYS[1], 'x', '')
redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
return {'open', ARGV[1]}
