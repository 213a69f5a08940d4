-- Another session with each request; the argument is how many there are. The step is a prime, so that all have their turn.
function init(args)
  sessions = tonumber(args[1])
  number = 0
end

function request()
  number = (number + 7919) % sessions
  wrk.headers["Cookie"] = string.format("latchkey_session=%043d", number)
  return wrk.format()
end
