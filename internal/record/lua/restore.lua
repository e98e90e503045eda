-- restore: put one record back into a store that lacks it: one that was lost (no epoch) or that fell back to an older copy.
-- KEYS 1 head  2 v  3 log  4 due:1  5 due:2  6 lease  7 want  8 try  9 keys  10.. c:<cause>
-- ARGV 1 epoch of the open store or ''  2 n  3 record  4 x  5 x of the record before  6 now (ms)  7 seconds a cause is kept
--      then: count, {incident}..   count, {lane, k, ms | ''}..   count, {book, wrapped key}..
-- Returns {'same'} the store holds exactly this record, now or before | {'fork', head n} | {'gap', head n} | {'lost'} another epoch
-- Cost O(causes + incidents + keys + lanes * log lanes). Idempotent. It never overwrites: a store that is ahead is only compared.
local head = redis.call('HMGET', KEYS[1], 'epoch', 'n', 'x')
if (head[1] or '') ~= ARGV[1] then return {'lost'} end
local hn, hx = tonumber(head[2] or '0'), head[3] or ''
local n = tonumber(ARGV[2])
local id = ARGV[2] .. '-0'
local have = redis.call('XRANGE', KEYS[3], id, id)[1]
local x = nil
if have then
  for i = 1, #have[2], 2 do
    if have[2][i] == 'x' then x = have[2][i + 1] end
  end
end
if n <= hn then
  if n == hn then x = hx end
  if not x then return {'gap', head[2]} end
  if x == ARGV[4] then return {'same'} end
  return {'fork', head[2]}
end
if n > hn + 1 then return {'gap', head[2] or '0'} end
if hx ~= ARGV[5] or (x and x ~= ARGV[4]) then return {'fork', head[2] or '0'} end

if not x then redis.call('XADD', KEYS[3], id, 'r', ARGV[3], 'x', ARGV[4]) end
redis.call('HSET', KEYS[1], 'n', ARGV[2], 'x', ARGV[4])
if not head[1] then redis.call('HSETNX', KEYS[1], 'since', ARGV[6]) end
local lanes = 9 + tonumber(ARGV[8]) + 1
for i = 9, lanes - 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[4]) end
for i = 10, #KEYS do redis.call('SET', KEYS[i], ARGV[2], 'EX', ARGV[7]) end
local keys = lanes + 3 * tonumber(ARGV[lanes - 1]) + 1
for i = keys, keys + 2 * tonumber(ARGV[keys - 1]) - 1, 2 do redis.call('HSETNX', KEYS[9], ARGV[i], ARGV[i + 1]) end
local q = {KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]}
for i = lanes, keys - 2, 3 do
  set_lane(q, ARGV[i], ARGV[i + 1], ARGV[i + 2])
  -- Whoever held this lane may have begun: the next claim counts as the second try.
  if ARGV[i + 2] ~= '' then redis.call('HSETNX', KEYS[8], ARGV[i], '1') end
end
return {'same'}
