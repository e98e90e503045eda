-- Not a script of its own: put before those that write lanes (commit, restore, mend).
-- q = {due1, due2, lease, want, try}: key names. k: '1' page or '2'. ms: due time, '' removes the lane.
-- Cost of set_lane: O(log lanes).
local function set_lane(q, lane, k, ms)
  local this, other = q[1], q[2]
  if k ~= '1' then this, other = q[2], q[1] end
  if redis.call('HEXISTS', q[3], lane) == 1 then
    -- Leased: the lease's end stays the due time, only the queue may change; settle or defer looks at want.
    redis.call('HSET', q[4], lane, ms)
    if ms ~= '' then
      local score = redis.call('ZSCORE', other, lane)
      if score then
        redis.call('ZREM', other, lane)
        redis.call('ZADD', this, score, lane)
      end
    end
  elseif ms == '' then
    redis.call('HDEL', q[4], lane)
    redis.call('HDEL', q[5], lane)
    redis.call('ZREM', q[1], lane)
    redis.call('ZREM', q[2], lane)
  else
    redis.call('HSET', q[4], lane, ms)
    redis.call('ZREM', other, lane)
    redis.call('ZADD', this, ms, lane)
  end
end
