-- wrk sends the requests of a file, one a line, parted by tabs: method, path, headers parted by '|', body.
-- Arguments: the file, the line to begin with. At the end one line of figures is printed.
local requests, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local method, path, headers, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local fields = {}
    for name, value in headers:gmatch("([^:|]+): ([^|]*)") do fields[name] = value end
    requests[#requests + 1] = wrk.format(method, path, fields, body ~= "" and body or nil)
  end
  at = tonumber(args[2]) % #requests
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local errors = summary.errors
  local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("FIGURES %d %f %d %f %d\n", summary.requests, summary.duration / 1e6, summary.bytes,
                         latency:percentile(95.0) / 1000, failed))
end
