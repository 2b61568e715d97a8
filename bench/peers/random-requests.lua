-- Sends the whole HTTP requests that the file of the first argument holds (each after its length in bytes, on a line of its
-- own), at random, and prints what came of it as two lines: an answer that was an error, if there was one, and JSON.
local requests = {}
local threads = {}

-- What `done` reads of the thread that asks.
erring = 0
example = ""

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  while true do
    local length = file:read("*l")
    if not length then break end
    requests[#requests + 1] = file:read(tonumber(length))
  end
  file:close()
  math.randomseed(tonumber(args[2]))
end

function request()
  return requests[math.random(#requests)]
end

-- GraphQL tells of errors with status 200 as well.
function response(status, _, body)
  if status == 200 and not string.find(body, '"errors":', 1, true) then return end
  erring = erring + 1
  example = status .. ": " .. string.sub(body, 1, 400)
end

function done(summary, latency, _)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  for _, thread in ipairs(threads) do
    failed = failed + thread:get("erring")
    local told = thread:get("example"):gsub("%s+", " ")
    if told ~= "" then io.write("\nerror " .. told) end
  end
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"bytes":%d,"failed":%d,"p50":%d,"p99":%d,"p999":%d}\n',
    summary.requests, summary.duration, summary.bytes, failed,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
