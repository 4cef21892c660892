#include "sandbox/services/lambda/function_log.h"

#include <deque>

#include "base/deadline.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/background_work.h"
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox::lambda_service {

namespace {

constexpr Duration kPatience = std::chrono::milliseconds{100};
constexpr Duration kRetryPause = std::chrono::milliseconds{200};
constexpr int kAttempts = 5;
/// The gateway logs each failed call; that lines still wait is worth telling once it lasts.
constexpr int kQuietFailures = 3;
constexpr std::size_t kTailBytes = 4096;
/// PutLogEvents takes more a call, but others wait for it meanwhile.
constexpr std::size_t kBatchBytes = 256 * 1024;
constexpr std::size_t kBatchEvents = 250;
/// A function that writes faster than its log takes it loses lines rather than the machine its memory.
constexpr std::size_t kMaxPendingBytes = 16 * 1024 * 1024;

}  // namespace

struct FunctionLog::State : std::enable_shared_from_this<State> {
  State(Environment& e, Target t)
      : environment{e}, target{std::move(t)}, propagation{e.scheduler, e.settings.iam_propagation} {}

  Environment& environment;
  Target target;
  Deadline propagation;  ///< until it has passed, a refusal may be for the delay of IAM alone
  struct Line {
    json::value event;
    std::uint64_t invocation = 0;
  };
  std::deque<Line> pending;
  std::size_t pending_bytes = 0;
  std::size_t dropped_bytes = 0;  ///< since the last batch
  std::optional<Scheduler::TimerId> timer;
  bool writing = false;
  bool stream_exists = false;
  std::uint64_t invocation = 0;      ///< counts those that began
  std::uint64_t role_looked_at = 0;  ///< of which invocation the two below tell
  bool role_may_write = false;       ///< known from writing its first lines
  bool as_service = false;
  std::string tail;

  void add(std::string text) {
    tail += text;
    if (tail.size() > 2 * kTailBytes) tail.erase(0, tail.size() - kTailBytes);
    if (pending_bytes + text.size() > kMaxPendingBytes) {
      dropped_bytes += text.size();
      return;
    }
    pending_bytes += text.size();
    pending.push_back(
        {json::object{{"timestamp", epoch_millis(environment.scheduler.now())}, {"message", std::move(text)}},
         invocation});
    if (!timer && !writing) {
      timer = environment.scheduler.call_at(environment.scheduler.now() + kPatience, [this] {
        timer.reset();
        flush();
      });
    }
  }

  void flush() {
    if (timer) environment.scheduler.cancel(*timer);
    timer.reset();
    if (writing || pending.empty()) return;
    writing = true;
    environment.gateway.spawn(write_all(shared_from_this()));
  }

  /// Lines of one invocation: whether the role may write is found out for each anew.
  json::array take_batch() {
    json::array batch;
    if (std::exchange(role_looked_at, pending.front().invocation) != pending.front().invocation)
      role_may_write = as_service = false;
    std::size_t bytes = 0;
    while (!pending.empty() && batch.size() < kBatchEvents && pending.front().invocation == role_looked_at) {
      const std::size_t size = pending.front().event.at("message").get_string().size();
      bytes += size;
      if (!batch.empty() && bytes > kBatchBytes) break;
      pending_bytes -= size;
      batch.push_back(std::move(pending.front().event));
      pending.pop_front();
    }
    // Said in its place, and never lost in silence.
    if (const std::size_t dropped = std::exchange(dropped_bytes, 0)) {
      const std::string text =
          std::to_string(dropped) + " bytes of log lines were dropped: Logs did not take them in time";
      batch.emplace_back(
          json::object{{"timestamp", epoch_millis(environment.scheduler.now())}, {"message", text}});
    }
    return batch;
  }

  static Task<void> write_all(std::shared_ptr<State> self) {
    // Whatever ends this: what is added later is to be written.
    const std::shared_ptr<void> written{nullptr, [self](void*) { self->writing = false; }};
    while (!self->pending.empty()) {
      json::array batch = self->take_batch();
      co_await self->write(std::move(batch));
      if (!self->pending.empty()) co_await yield(self->environment.scheduler);
    }
  }

  /// Tries again what can pass: throttling, and a role whose permission has not propagated yet.
  Task<void> write(json::array events) {
    RetryPause pause;
    for (int attempt = 1;; ++attempt) {
      std::exception_ptr thrown;
      ApiResult<void> put;
      try {
        put = co_await put_events(events);
      } catch (...) {
        thrown = std::current_exception();
      }
      if (thrown && !pause.may_pass(thrown)) {  // a defect: these lines are lost, those after them are not
        environment.log.error("log lines are lost", {{"what", what_of(thrown)}, {"group", target.group}});
        co_return;
      }
      if (thrown) {  // a full disk: as long as it takes, for nobody else has these lines
        attempt = 0;
        const Duration wait = pause.next(thrown, environment.random);
        if (pause.failures() > kQuietFailures)
          log_failure(environment.log, "writing of log lines", thrown, wait, pause.failures());
        co_await sleep_for(environment.scheduler, wait);
        continue;
      }
      if (put) {
        role_may_write = true;
        co_return;
      }
      // A stack deletes a function and its role right after it has answered. What AWS decides on the role's permission takes some
      // time to reach Logs: the rest of the invocation's lines is still taken.
      if (role_may_write && !as_service && put.error().code == "AccessDeniedException") {
        as_service = true;
        continue;
      }
      const bool propagating = !propagation.has_passed() && put.error().http_status < 500;
      const bool passes =
          put.error().http_status >= 500 || put.error().code.find("Throttl") != std::string::npos;
      if (!propagating && (!passes || attempt >= kAttempts)) co_return;
      co_await sleep_for(environment.scheduler, kRetryPause);
    }
  }

  Task<ApiResult<void>> put_events(json::array events) {
    if (!stream_exists) {
      ENI_CO_CHECK(co_await make_stream());
      stream_exists = true;
    }
    json::object params = names();
    params["logEvents"] = std::move(events);
    const ApiResult<Reply> put =
        co_await environment.gateway.call(writer(), target.region, "logs", "PutLogEvents", std::move(params));
    if (put) co_return ApiResult<void>{};
    // A group that was deleted under a warm environment is made again by the next line.
    if (put.error().code == "ResourceNotFoundException") stream_exists = false;
    co_return put.error();
  }

  /// Lambda tries the stream first: most roles' groups exist, and not every role may make one.
  Task<ApiResult<void>> make_stream() {
    json::object stream = names();
    const ApiResult<Reply> made = co_await environment.gateway.call(writer(), target.region, "logs",
                                                                    "CreateLogStream", std::move(stream));
    if (made || made.error().code == "ResourceAlreadyExistsException") co_return ApiResult<void>{};
    if (made.error().code != "ResourceNotFoundException") co_return made.error();
    json::object group{{"logGroupName", target.group}};
    const ApiResult<Reply> created = co_await environment.gateway.call(target.role, target.region, "logs",
                                                                       "CreateLogGroup", std::move(group));
    if (!created && created.error().code != "ResourceAlreadyExistsException") co_return created.error();
    json::object again = names();
    const ApiResult<Reply> remade = co_await environment.gateway.call(target.role, target.region, "logs",
                                                                      "CreateLogStream", std::move(again));
    if (!remade) co_return remade.error();
    co_return ApiResult<void>{};
  }

  Principal writer() const {
    return as_service ? Principal::service("lambda.amazonaws.com", target.role.account) : target.role;
  }
  json::object names() const { return {{"logGroupName", target.group}, {"logStreamName", target.stream}}; }
};

FunctionLog::FunctionLog(Environment& environment, Target target)
    : state_{std::make_shared<State>(environment, std::move(target))} {}

FunctionLog::~FunctionLog() { flush(); }

void FunctionLog::line(std::string_view text) { state_->add(to_valid_utf8(text) + "\n"); }

void FunctionLog::flush() { state_->flush(); }

void FunctionLog::begin_invocation() {
  state_->tail.clear();
  ++state_->invocation;
}

std::string FunctionLog::tail() const {
  const std::string& tail = state_->tail;
  return tail.size() <= kTailBytes ? tail : tail.substr(tail.size() - kTailBytes);
}

}  // namespace eni::sandbox::lambda_service
