-- mend: put right the lanes of one incident that differ from what its state wants, unless the incident has moved on.
-- KEYS 1 head  2 v  3 due:1  4 due:2  5 lease  6 want  7 try
-- ARGV 1 epoch  2 incident  3 version on which the lanes were computed  then: count, {lane, k, ms | ''}..
-- Returns {'lost'} | {'stale'} | {'ok', lanes that were mended ..}
-- Cost O(lanes of the incident * log lanes). Idempotent.
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch or epoch ~= ARGV[1] then return {'lost'} end
if (redis.call('HGET', KEYS[2], ARGV[2]) or '') ~= ARGV[3] then return {'stale'} end
local out = {'ok'}
local q = {KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]}
for i = 5, 4 + 3 * tonumber(ARGV[4]), 3 do
  local lane, k, ms = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local want = redis.call('HGET', KEYS[6], lane) or ''
  local queue = KEYS[3]
  if k ~= '1' then queue = KEYS[4] end
  local queued = redis.call('ZSCORE', queue, lane)
  if ms == '' and redis.call('HEXISTS', KEYS[5], lane) == 0 then
    queued = redis.call('ZSCORE', KEYS[3], lane) or redis.call('ZSCORE', KEYS[4], lane)
    if queued then want = 'queued' end
  end
  if want ~= ms or (ms ~= '' and not queued) then
    set_lane(q, lane, k, ms)
    out[#out + 1] = lane
  end
end
return out
