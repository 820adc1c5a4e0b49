/**
 * What is done to a timeline in one step each. A timeline is ONE sorted set, so that eviction, expiry and FLUSHALL take all
 * of it or nothing. All scores are 0: members are in the order of their bytes, which begin with their position. The lowest
 * member is the header, sixteen bytes 0 and then, each of a fixed length:
 *
 *   state 1 (B building, R ready) · build 16 · epoch 12 · generation 8 · floor 16 · stamp 16
 *
 * The timeline is complete from the floor up. Bytes are compared by hand: Lua's own comparison depends on the locale.
 */
const HEADER = `
local ZEROS = string.rep('\\0', 16)
local function lower(a, b)
  for i = 1, 16 do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return false
end
local function readHeader()
  local head = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
  if not head or #head ~= 85 or string.sub(head, 1, 16) ~= ZEROS then return nil end
  return { raw = head, state = string.sub(head, 17, 17), build = string.sub(head, 18, 33), epoch = string.sub(head, 34, 45),
    generation = string.sub(head, 46, 53), floor = string.sub(head, 54, 69), stamp = string.sub(head, 70, 85) }
end
local function writeHeader(h)
  local head = ZEROS .. h.state .. h.build .. h.epoch .. h.generation .. h.floor .. h.stamp
  if head == h.raw then return end
  -- In this order: a key that is empty for a moment loses its expiry.
  redis.call('ZADD', KEYS[1], 0, head)
  redis.call('ZREM', KEYS[1], h.raw)
end
local function add(h, first)
  for i = first, #ARGV do
    if not lower(ARGV[i], h.floor) then redis.call('ZADD', KEYS[1], 0, ARGV[i]) end
  end
end
local function trim(h, cap, slack)
  local over = redis.call('ZCARD', KEYS[1]) - 1 - cap
  if over <= slack then return end
  redis.call('ZREMRANGEBYRANK', KEYS[1], 1, over)
  h.floor = string.sub(redis.call('ZRANGE', KEYS[1], 1, 1)[1], 1, 16)
end
`;

/** The header and the entries beyond a position, newest first; nothing where there is no timeline. Reading keeps it alive. */
export const READ = `${HEADER}
local h = readHeader()
if not h then return {} end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local from = '+'
if ARGV[1] ~= '' then from = '(' .. ARGV[1] end
local members = redis.call('ZREVRANGEBYLEX', KEYS[1], from, '(' .. ZEROS .. '\\255', 'LIMIT', 0, ARGV[2])
table.insert(members, 1, h.raw)
return members`;

/**
 * Takes entries in where somebody reads and the timeline is of this life of the store: epoch, cap, stamp, floor, entries.
 * Stamp and floor are only ever raised; '' for neither.
 */
export const PUSH = `${HEADER}
local h = readHeader()
if not h or h.epoch ~= ARGV[1] then return 0 end
if ARGV[4] ~= '' and lower(h.floor, ARGV[4]) then h.floor = ARGV[4] end
add(h, 5)
local cap = tonumber(ARGV[2])
trim(h, cap, math.floor(cap / 8))
if ARGV[3] ~= '' and lower(h.stamp, ARGV[3]) then h.stamp = ARGV[3] end
writeHeader(h)
return 1`;

/**
 * Begins a build unless another one is under way that has begun since `busySince`, or one was made that is younger than what
 * was read when this one was asked for: build, epoch, generation, window, busySince, readAt.
 */
export const BEGIN = `${HEADER}
local h = readHeader()
if h and h.state == 'B' and h.epoch == ARGV[2] and lower(ARGV[5], h.build) then return 0 end
if h and h.state == 'R' and h.epoch == ARGV[2] and h.generation == ARGV[3] and lower(ARGV[6], h.build) then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZADD', KEYS[1], 0, ZEROS .. 'B' .. ARGV[1] .. ARGV[2] .. ARGV[3] .. ZEROS .. ZEROS)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;

/** Ends a build that is still the one: build, cap, floor, stamp, entries. */
export const END = `${HEADER}
local h = readHeader()
if not h or h.build ~= ARGV[1] or h.state ~= 'B' then return 0 end
if lower(h.floor, ARGV[3]) then h.floor = ARGV[3] end
if lower(h.stamp, ARGV[4]) then h.stamp = ARGV[4] end
add(h, 5)
trim(h, tonumber(ARGV[2]), 0)
h.state = 'R'
writeHeader(h)
return 1`;
