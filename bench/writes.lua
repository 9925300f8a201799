-- Each thread is one signed-in person with one connection who logs entries, each with a once-key.
-- Arguments: a file with a line of "cookie<tab>form token" for each person, then the days.
local threads = {}
local number = 0

function setup(thread)
  number = number + 1
  thread:set("person", number)
  table.insert(threads, thread)
end

function init(args)
  local line_number = 0
  for line in io.lines(args[1]) do
    line_number = line_number + 1
    if line_number == person then
      cookie, token = line:match("^(.-)\t(.*)$")
    end
  end
  days = {}
  for n = 2, #args do days[#days + 1] = args[n] end
  sent, acknowledged, refused, first_refusal = 0, 0, 0, ""
  headers = {
    ["Cookie"] = "rigong=" .. cookie,
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Accept-Encoding"] = "gzip",
  }
  start = os.time() .. "-" .. math.random(1, 1000000000)
end

function request()
  sent = sent + 1
  local body = "minutes=other&other_minutes=1&topic=bench&gained=bench&anyway=1&studied_on="
    .. days[sent % #days + 1] .. "&once=" .. start .. "-" .. person .. "-" .. sent
    .. "&csrf_token=" .. token
  return wrk.format("POST", "/study/entries/new", headers, body)
end

function response(status, answered, body)
  if status == 302 and answered["Location"] == "/" then
    acknowledged = acknowledged + 1
  else
    refused = refused + 1
    if first_refusal == "" then first_refusal = status .. "" end
  end
end

function done(summary, latency, requests)
  local kept, wrong, first = 0, 0, ""
  for _, thread in ipairs(threads) do
    kept = kept + thread:get("acknowledged")
    wrong = wrong + thread:get("refused")
    if first == "" then first = thread:get("first_refusal") end
  end
  local errors = summary.errors
  io.write(string.format(
    '{"answers": %d, "seconds": %.6f, "p50": %.3f, "p95": %.3f, "p99": %.3f, "errors": %d, "first": "%s"}\n',
    kept, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3,
    wrong + errors.connect + errors.read + errors.write + errors.timeout, first))
end
