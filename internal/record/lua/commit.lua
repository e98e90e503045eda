-- commit: number one record and apply what goes with it, or refuse and change nothing.
-- KEYS 1 head  2 v  3 log  4 due:1  5 due:2  6 lease  7 want  8 try  9 keys  10.. c:<cause>
-- ARGV 1 epoch  2 jn (what the caller's journal held)  3 record  4 lane to settle or ''  5 its token  6 seconds a cause is kept
--      then: count, {incident, version}..   count, {lane, k, ms | ''}..   count, {book, wrapped key}..
-- Returns {'lost'} | {'dup', n} | {'behind', head n} | {'late'} | {'stale', head n} | {'ok', n, x}
-- Cost O(causes + bases + keys + lanes * log lanes). Idempotent by its causes. XADD is the first write, and the only one
-- that can fail: a refusal by the server (full, read only, too few replicas) leaves nothing half done.
local head = redis.call('HMGET', KEYS[1], 'epoch', 'n', 'x')
if not head[1] or head[1] ~= ARGV[1] then return {'lost'} end
for i = 10, #KEYS do
  local n = redis.call('GET', KEYS[i])
  if n then return {'dup', n} end
end
if tonumber(head[2]) < tonumber(ARGV[2]) then return {'behind', head[2]} end
local lane = ARGV[4]
if lane ~= '' and redis.call('HGET', KEYS[6], lane) ~= ARGV[5] then return {'late'} end

local bases = 8
local lanes = bases + 2 * tonumber(ARGV[7]) + 1
for i = bases, lanes - 2, 2 do
  if (redis.call('HGET', KEYS[2], ARGV[i]) or '') ~= ARGV[i + 1] then return {'stale', head[2]} end
end
local keys = lanes + 3 * tonumber(ARGV[lanes - 1]) + 1
local last = keys + 2 * tonumber(ARGV[keys - 1]) - 1
for i = keys, last, 2 do
  local have = redis.call('HGET', KEYS[9], ARGV[i])
  if have and have ~= ARGV[i + 1] then return {'stale', head[2]} end
end

local n = string.format('%.0f', tonumber(head[2]) + 1)
local x = redis.sha1hex((head[3] or '') .. ARGV[3])
redis.call('XADD', KEYS[3], n .. '-0', 'r', ARGV[3], 'x', x)
redis.call('HSET', KEYS[1], 'n', n, 'x', x)
for i = bases, lanes - 2, 2 do redis.call('HSET', KEYS[2], ARGV[i], x) end
for i = 10, #KEYS do redis.call('SET', KEYS[i], n, 'EX', ARGV[6]) end
for i = keys, last, 2 do redis.call('HSETNX', KEYS[9], ARGV[i], ARGV[i + 1]) end

local q = {KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]}
for i = lanes, keys - 2, 3 do set_lane(q, ARGV[i], ARGV[i + 1], ARGV[i + 2]) end
if lane ~= '' then
  redis.call('HDEL', KEYS[6], lane)
  redis.call('HDEL', KEYS[8], lane)
  local want = redis.call('HGET', KEYS[7], lane)
  if want and want ~= '' then
    local queue = KEYS[5]
    if redis.call('ZSCORE', KEYS[4], lane) then queue = KEYS[4] end
    redis.call('ZADD', queue, want, lane)
  else
    redis.call('HDEL', KEYS[7], lane)
    redis.call('ZREM', KEYS[4], lane)
    redis.call('ZREM', KEYS[5], lane)
  end
end
return {'ok', n, x}
