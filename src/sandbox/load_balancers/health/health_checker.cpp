#include "sandbox/load_balancers/health/health_checker.h"

#include <array>

#include "base/awaited_tasks.h"
#include "sandbox/load_balancers/http/message_head.h"

namespace eni::sandbox::load_balancers {
namespace {

std::string request_of(const HealthCheck& check, const Endpoint& endpoint) {
  return "GET " + check.path + " HTTP/1.1\r\nHost: " + endpoint.address + ":" +
         std::to_string(endpoint.port) +
         "\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\nAccept-Encoding: gzip, "
         "compressed\r\n\r\n";
}

Task<CheckOutcome> read_outcome(Stream& stream, std::vector<CodeRange> codes) {
  std::array<char, 4096> room;
  std::string in;
  for (std::size_t searched = 0;; searched = in.size()) {
    auto reading = stream.read(room.data(), room.size());
    const Stream::Received received = co_await reading;
    if (received.bytes == 0) co_return failed();
    in.append(room.data(), received.bytes);
    if (const auto end = find_head_end(in, searched)) {
      const auto head = parse_response_head(std::string_view{in}.substr(0, *end), "GET");
      if (head.has_error()) co_return failed();
      co_return judge_status(head->status, codes);
    }
    if (in.size() > kMaxResponseHead) co_return failed();
  }
}

Task<CheckOutcome> ask(SocketContext context, HealthCheck check, Endpoint endpoint) {
  auto connecting = connect_within(context, endpoint, check.timeout);
  const Connected connected = co_await std::move(connecting);
  if (connected.failure == ConnectFailure::kTimedOut && check.protocol == CheckProtocol::kHttp)
    co_return timed_out();
  if (!connected.stream) co_return failed();
  if (check.protocol == CheckProtocol::kTcp) co_return passed();
  const std::string request = request_of(check, endpoint);
  auto writing = connected.stream->write(request);
  const bool is_written = co_await writing;
  if (!is_written) co_return failed();
  auto reading = read_outcome(*connected.stream, check.codes);
  CheckOutcome outcome = co_await std::move(reading);
  co_return outcome;
}

/// Within the check's timeout.
Task<CheckOutcome> ask_in_time(SocketContext context, HealthCheck check, Endpoint endpoint) {
  const TimePoint end = context.time.now() + check.timeout;
  const bool is_http = check.protocol == CheckProtocol::kHttp;
  auto asking = end_by(context.time, end, ask(context, std::move(check), std::move(endpoint)));
  std::optional<CheckOutcome> outcome = co_await std::move(asking);
  if (!outcome) outcome = is_http ? timed_out() : failed();
  co_return *std::move(outcome);
}

constexpr const char* kHealthCheckWork = "health check of a target";

bool is_checked(const TargetGroup& group, const Target& target) {
  return group.problem.empty() && !target.address.empty() && target.state != TargetState::kDraining &&
         target.state != TargetState::kUnused;
}

}  // namespace

struct HealthChecker::Subject {
  Subject(Logger& log, Key its_key, HealthCheck its_check, Endpoint its_endpoint)
      : key{std::move(its_key)},
        check{std::move(its_check)},
        endpoint{std::move(its_endpoint)},
        checking{logged_as(log, kHealthCheckWork, key.second)} {}

  Key key;
  HealthCheck check;
  Endpoint endpoint;
  HealthVerdict verdict;
  TaskGroup checking;  ///< the last to come and the first to go
};

HealthChecker::HealthChecker(SocketContext context, const Settings& settings, RetryParts retries,
                             std::function<void(const Key&)> on_change)
    : context_{context}, settings_{settings}, retries_{retries}, on_change_{std::move(on_change)} {}

HealthChecker::~HealthChecker() = default;

void HealthChecker::check(const LoadBalancer& balancer) {
  std::map<Key, std::unique_ptr<Subject>> before = std::exchange(subjects_, {});
  for (const auto& [arn, group] : balancer.groups) {
    for (const Target& target : group.targets) {
      if (!is_checked(group, target)) continue;
      const Key key{arn, target.name()};
      const Endpoint endpoint = endpoint_of(balancer, target.address, group.check.port.value_or(target.port));
      const auto known = before.find(key);
      if (known != before.end() && known->second->endpoint.address == endpoint.address) {
        known->second->endpoint = endpoint;
        known->second->check = group.check;
        subjects_[key] = std::move(known->second);
        continue;
      }
      auto subject = std::make_unique<Subject>(retries_.log, key, group.check, endpoint);
      Subject& place = *subject;
      subjects_[key] = std::move(subject);
      place.checking.spawn(
          keep_trying(retries_, kHealthCheckWork, [this, &place] { return keep_checking(place); }));
    }
  }
  std::erase_if(before, [](const auto& entry) { return entry.second == nullptr; });
}

std::optional<CheckedHealth> HealthChecker::health(const Key& key) const {
  const auto found = subjects_.find(key);
  return found == subjects_.end() ? std::nullopt : found->second->verdict.get();
}

Task<void> HealthChecker::keep_checking(Subject& subject) {
  for (;;) {
    auto asking = ask_in_time(context_, subject.check, subject.endpoint);
    const CheckOutcome outcome = co_await std::move(asking);
    const bool has_changed = subject.verdict.add(outcome, pace_of(subject.check, settings_.pace, false));
    if (has_changed) tell(subject.key);
    const bool is_settled = subject.verdict.is_healthy() && outcome.passes;
    const CheckPace pace = pace_of(subject.check, settings_.pace, is_settled);
    co_await sleep_for(context_.time, pace.interval);
  }
}

/// Later: whoever is told may have other targets checked, and this one not.
void HealthChecker::tell(const Key& key) {
  context_.time.post([this, key, alive = std::weak_ptr<int>(alive_)] {
    if (!alive.expired()) on_change_(key);
  });
}

}  // namespace eni::sandbox::load_balancers
