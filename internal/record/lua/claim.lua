-- claim: lease up to limit due lanes of one queue, the longest due first.
-- KEYS 1 head  2 due:1 or due:2  3 lease  4 try
-- ARGV 1 epoch  2 now (ms)  3 limit  4 end of the lease (ms)  5 token
-- Returns {'lost'} | {'ok', head n, lane, try, lane, try ..}
-- Cost O(limit * log lanes). Safe to repeat: a claim whose answer was lost falls due again at the end of its lease.
local head = redis.call('HMGET', KEYS[1], 'epoch', 'n')
if not head[1] or head[1] ~= ARGV[1] then return {'lost'} end
local out = {'ok', head[2]}
for _, lane in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[2], 'LIMIT', 0, ARGV[3])) do
  redis.call('HSET', KEYS[3], lane, ARGV[5])
  redis.call('ZADD', KEYS[2], ARGV[4], lane)
  out[#out + 1] = lane
  out[#out + 1] = tostring(redis.call('HINCRBY', KEYS[4], lane, 1))
end
return out
