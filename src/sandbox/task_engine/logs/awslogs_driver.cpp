#include "sandbox/task_engine/logs/awslogs_driver.h"

#include <utility>

#include "base/backoff.h"
#include "base/defect.h"

namespace eni::sandbox::task_engine {
namespace {

std::optional<MultilinePattern> pattern_of(const AwslogsOptions& options) {
  if (options.multiline_pattern.empty()) return std::nullopt;
  auto pattern = MultilinePattern::compile(options.multiline_pattern);
  // It was compiled when the configuration was read.
  return pattern ? std::optional{*std::move(pattern)} : std::nullopt;
}

bool is_worth_another_attempt(const aws::ApiError& error) {
  return error.http_status >= 500 || error.code == "ThrottlingException";
}

std::string describe_error(const aws::ApiError& error) { return error.code + ": " + error.message; }

Error no_destination(const char* what, const aws::ApiError& error) {
  return {std::string("failed to initialize logging driver: failed to create Cloudwatch ") + what + ": " +
              describe_error(error),
          ""};
}

std::uint64_t bytes_of(const std::vector<LogEvent>& events) {
  std::uint64_t bytes = 0;
  for (const LogEvent& event : events) bytes += event.message.size();
  return bytes;
}

}  // namespace

AwslogsDriver::AwslogsDriver(const LogConfiguration& configuration, const LogOwner& owner,
                             const LogServices& services)
    : container_{owner.container},
      configuration_{configuration},
      destination_{configuration.awslogs.region, configuration.awslogs.group,
                   stream_name(configuration.awslogs, owner)},
      services_{services},
      assembler_{pattern_of(configuration.awslogs)},
      lost_{services.scheduler, owner.container, services.on_notice},
      wakes_{services.scheduler},
      sent_all_{services.scheduler},
      tasks_{[this](const std::exception_ptr& thrown) { tell_failure(what_of(thrown)); }} {}

// ---- the stream -------------------------------------------------------------------------------------------

Task<aws::ApiResult<void>> AwslogsDriver::create(CreateCall call) {
  Backoff backoff{services_.random, kFirstDelay, kLongestDelay};
  for (int attempt = 1;; ++attempt) {
    auto creating = (services_.api.*call)(destination_);
    const aws::ApiResult<void> created = co_await std::move(creating);
    if (created || created.error().code == "ResourceAlreadyExistsException") co_return aws::ApiResult<void>{};
    if (attempt == kAttempts || !is_worth_another_attempt(created.error())) co_return created;
    co_await sleep_for(services_.scheduler, backoff.next());
  }
}

Task<Result<void>> AwslogsDriver::start() {
  auto creating = create(&LogsApi::create_log_stream);
  aws::ApiResult<void> created = co_await std::move(creating);
  const bool is_missing = created.has_error() && created.error().code == "ResourceNotFoundException";
  if (is_missing && configuration_.awslogs.create_group) {
    auto grouping = create(&LogsApi::create_log_group);
    const aws::ApiResult<void> grouped = co_await std::move(grouping);
    if (grouped.has_error()) co_return no_destination("log group", grouped.error());
    auto again = create(&LogsApi::create_log_stream);
    created = co_await std::move(again);
  }
  if (created.has_error()) co_return no_destination("log stream", created.error());
  tasks_.spawn(keep_sending());
  co_return Result<void>{};
}

// ---- lines ------------------------------------------------------------------------------------------------

bool AwslogsDriver::has_room() const {
  if (configuration_.mode == LogMode::kNonBlocking) return true;
  return queue_.bytes() < kMaxBlockingBytes &&
         queue_.size() < EventQueue::kMaxBatchEvents + configuration_.awslogs.max_buffered_events;
}

void AwslogsDriver::write(const LogLine& line) {
  const std::size_t waiting = queue_.bytes() + assembler_.bytes();
  if (configuration_.mode == LogMode::kNonBlocking && waiting > 0 &&
      waiting + line.text.size() + EventQueue::kEventBytes >
          configuration_.max_buffer_bytes + EventQueue::kMaxBatchBytes)
    return lost_.add(1, line.text.size(), "the buffer of max-buffer-size is full");
  assembler_.add(line, queue_);
  tell_costly_pattern();
  was_full_ = was_full_ || !has_room();
  if (std::exchange(is_woken_, true)) return;
  wakes_.push(Wake::kEvents);
}

/// Once: a line in which it cannot be looked for belongs to the event before.
void AwslogsDriver::tell_costly_pattern() {
  if (assembler_.costly_lines() == 0 || std::exchange(has_told_costly_, true) || !services_.on_notice) return;
  services_.on_notice("log of container " + container_ +
                      ": the multi-line pattern costs too much to look for in some lines");
}

void AwslogsDriver::tell_room() {
  if (!was_full_ || !has_room()) return;
  was_full_ = false;
  if (on_room) on_room();
}

Task<void> AwslogsDriver::finish() {
  is_finishing_ = true;
  wakes_.push(Wake::kFinish);
  const std::optional<bool> sent = co_await sent_all_.pop_until(services_.scheduler.now() + kFinishLimit);
  if (!sent) give_up();
  lost_.report();
}

void AwslogsDriver::give_up() {
  has_given_up_ = true;
  const std::uint64_t events = queue_.size() + sending_events_;
  if (events > 0)
    lost_.add(events, queue_.bytes() + sending_bytes_, "CloudWatch Logs did not take them in time");
}

// ---- batches ----------------------------------------------------------------------------------------------

/// Until there is a whole one, or the interval has passed since something came, or nothing more comes.
Task<void> AwslogsDriver::wait_for_batch() {
  while (queue_.empty() && assembler_.empty() && !is_finishing_) {
    (void)co_await wakes_.pop();
    is_woken_ = false;
  }
  const TimePoint due = services_.scheduler.now() + configuration_.awslogs.flush_interval;
  while (!is_finishing_ && !queue_.has_whole_batch()) {
    const std::optional<Wake> woken = co_await wakes_.pop_until(due);
    if (!woken) break;
    is_woken_ = false;
  }
}

Task<void> AwslogsDriver::keep_sending() {
  Backoff backoff{services_.random, kFirstDelay, kLongestDelay};
  for (bool has_ended = false; !has_ended;) {
    std::exception_ptr thrown;
    try {
      auto sending = send_all();
      co_await std::move(sending);
      has_ended = true;
    } catch (...) {
      thrown = std::current_exception();
    }
    if (!thrown) continue;
    tell_failure(what_of(thrown));
    co_await sleep_for(services_.scheduler, backoff.next());
  }
}

Task<void> AwslogsDriver::send_all() {
  while (!is_finishing_ || !queue_.empty() || !assembler_.empty()) {
    auto waiting = wait_for_batch();
    co_await std::move(waiting);
    // What waits for further lines waits for the interval, too.
    if (is_finishing_ || !queue_.has_whole_batch()) assembler_.flush(queue_);
    if (queue_.empty()) continue;
    auto sending = send(queue_.take_batch());
    co_await std::move(sending);
    if (has_given_up_) co_return;
    tell_room();
  }
  sent_all_.push(true);
}

Task<void> AwslogsDriver::send(std::vector<LogEvent> batch) {
  Backoff backoff{services_.random, kFirstDelay, kLongestDelay};
  sending_events_ = batch.size();
  sending_bytes_ = bytes_of(batch);
  for (int attempt = 1;; ++attempt) {
    bool has_thrown = false;
    auto putting = put(batch, has_thrown);
    const aws::ApiResult<void> result = co_await std::move(putting);
    if (result) has_told_failure_ = false;
    if (result || has_given_up_) break;
    if (has_thrown) attempt = 0;  // As long as it takes: nobody else has these lines.
    if (attempt == kAttempts || !is_worth_another_attempt(result.error())) {
      lost_.add(sending_events_, sending_bytes_, describe_error(result.error()));
      break;
    }
    co_await sleep_for(services_.scheduler, backoff.next());
  }
  sending_events_ = 0;
  sending_bytes_ = 0;
}

Task<aws::ApiResult<void>> AwslogsDriver::put(std::vector<LogEvent> batch, bool& has_thrown) {
  try {
    auto putting = services_.api.put_log_events(destination_, std::move(batch));
    co_return co_await std::move(putting);
  } catch (...) {
    has_thrown = true;
    const std::string what = what_of(std::current_exception());
    tell_failure(what);
    co_return aws::internal_failure(what);
  }
}

void AwslogsDriver::tell_failure(const std::string& what) {
  if (std::exchange(has_told_failure_, true) || !services_.on_notice) return;
  services_.on_notice("log of container " + container_ + ": its lines wait, and are sent again: " + what);
}

}  // namespace eni::sandbox::task_engine
