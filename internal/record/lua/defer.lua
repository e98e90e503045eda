-- defer: give a lease up; the lane is due again at the given time, or when it wants to be if that is later.
-- KEYS 1 due:1  2 due:2  3 lease  4 want  5 try
-- ARGV 1 lane  2 token  3 at (ms)
-- Returns {'late'} | {'ok'}
-- Cost O(log lanes). Repeated, it answers late and changes nothing. The count of tries stays: somebody may have begun.
local lane = ARGV[1]
if redis.call('HGET', KEYS[3], lane) ~= ARGV[2] then return {'late'} end
redis.call('HDEL', KEYS[3], lane)
local want = redis.call('HGET', KEYS[4], lane)
if want == '' then
  redis.call('HDEL', KEYS[4], lane)
  redis.call('HDEL', KEYS[5], lane)
  redis.call('ZREM', KEYS[1], lane)
  redis.call('ZREM', KEYS[2], lane)
  return {'ok'}
end
local at = ARGV[3]
if want and tonumber(want) > tonumber(at) then at = want end
local queue = KEYS[2]
if redis.call('ZSCORE', KEYS[1], lane) then queue = KEYS[1] end
redis.call('ZADD', queue, at, lane)
return {'ok'}
