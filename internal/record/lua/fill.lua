-- fill: put back one record that somebody trimmed from the stream. Its own id is behind the stream's end and cannot be
-- written again, so it goes to the end under head n and a sub-number, with its number in field n.
-- KEYS 1 head  2 log
-- ARGV 1 epoch  2 n  3 record  4 x
-- Returns {'lost'} | {'ok'}
-- Cost O(1). Repeated, it puts a second copy back, which readers ignore.
local head = redis.call('HMGET', KEYS[1], 'epoch', 'n')
if not head[1] or head[1] ~= ARGV[1] then return {'lost'} end
local sub = 1
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
if last then
  local number, s = string.match(last[1], '^(%d+)-(%d+)$')
  if number == head[2] then sub = tonumber(s) + 1 end
end
redis.call('XADD', KEYS[2], head[2] .. '-' .. string.format('%.0f', sub), 'r', ARGV[3], 'x', ARGV[4], 'n', ARGV[2])
return {'ok'}
