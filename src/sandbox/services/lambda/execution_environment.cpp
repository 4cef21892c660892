#include "sandbox/services/lambda/execution_environment.h"

#include <array>
#include <cstring>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/lambda/environment_variables.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/launch.h"
#include "sandbox/services/lambda/runtimes.h"

namespace eni::sandbox::lambda_service {

namespace {

using Kind = RuntimeEvent::Kind;
using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds kInitLimit{10};

/// In the words of Lambda's own start.
Outcome start_failure(const std::string& request_id, const std::string& reason) {
  return environment_error(request_id, "Runtime.InvalidEntrypoint",
                           "fork/exec /var/task/bootstrap: " + to_lower(reason));
}

double milliseconds_since(Steady::time_point start) {
  return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

/// 2026/11/22/[$LATEST]0123456789abcdef0123456789abcdef
std::string new_stream_name(Environment& environment, const LambdaFunction& function) {
  const std::string date = iso8601(environment.scheduler.now()).substr(0, 10);
  return replace_all(date, "-", "/") + "/[" + function.text("Version") + "]" +
         environment.random.text(32, kLowerHex);
}

std::string log_group_of(const LambdaFunction& function) {
  return text_at(function.configuration.at("LoggingConfig").as_object(), "LogGroup");
}

/// Root=1-<8 hex>-<24 hex>, as X-Ray writes it; nothing is traced.
std::string new_trace_id(Environment& environment) {
  return "Root=1-" + environment.random.text(8, kLowerHex) + "-" + environment.random.text(24, kLowerHex) +
         ";Parent=" + environment.random.text(16, kLowerHex) + ";Sampled=0";
}

}  // namespace

ExecutionEnvironment::ExecutionEnvironment(Environment& environment, net::EventLoop& loop,
                                           LambdaFunction function, std::shared_ptr<CodeFolder> code,
                                           std::unique_ptr<ScratchFolder> scratch, RoleSession session)
    : environment_{environment},
      loop_{loop},
      function_{std::move(function)},
      code_{std::move(code)},
      scratch_{std::move(scratch)},
      session_{std::move(session)},
      log_group_{log_group_of(function_)},
      log_stream_{new_stream_name(environment, function_)},
      log_{environment, FunctionLog::Target{session_.principal, aws::Region{function_.key.region}, log_group_,
                                            log_stream_}},
      events_{loop} {}

// ---- the process ------------------------------------------------------------------------------------------

std::map<std::string, std::string> ExecutionEnvironment::variables() const {
  const FunctionProgram& program = process_->program();
  EnvironmentFacts facts;
  facts.credentials = session_.credentials;
  facts.runtime_api = api_->address();
  facts.task_root = program.task_root;
  facts.layers_root = program.layers_root;
  facts.runtime_directory = program.launch.runtime_directory;
  facts.scratch_directory = program.scratch_directory;
  facts.log_group = log_group_;
  facts.log_stream = log_stream_;
  facts.endpoint_url = environment_.settings.endpoint_url;
  return process_environment(function_, facts);
}

void ExecutionEnvironment::take_end(const FunctionEnd& end) {
  end_ = end;
  ended_ = true;
  events_.push({Kind::kExit});
}

Task<std::optional<Outcome>> ExecutionEnvironment::start(const std::string& request_id) {
  const auto fail = [&](std::string_view type, std::string_view text) {
    return environment_error(request_id, type, text);
  };
  const auto runtime = find_runtime(function_.text("Runtime"));
  if (!runtime) co_return fail("Runtime.InvalidEntrypoint", runtime.error().message);
  LaunchFailure failure;
  const auto launch = find_launch(**runtime, code_->task_root(), code_->layers_root(),
                                  environment_.settings.runtimes_directory, failure);
  if (!launch) co_return fail(failure.type, failure.text);
  joins_lines_ = (*runtime)->launcher != Launcher::kBootstrap;
  FunctionProgram program{function_, *launch, code_->task_root(), code_->layers_root(), scratch_->path()};
  ended_ = false;
  auto making = FunctionProcess::make(
      environment_, loop_, std::move(program), [this](std::string line) { on_line(std::move(line)); },
      [this](const FunctionEnd& end) { take_end(end); });
  auto process = co_await std::move(making);
  if (!process) co_return fail("Runtime.Unknown", to_string(process.error()));
  auto api = RuntimeApi::listen(loop_, (*process)->runtime_api(),
                                [this](RuntimeEvent event) { on_runtime_event(std::move(event)); });
  if (!api) co_return fail("Runtime.Unknown", api.error().message);
  process_ = *std::move(process);
  api_ = *std::move(api);
  const Result<void> started = process_->start(variables());
  if (!started) co_return start_failure(request_id, started.error().message);
  co_return std::nullopt;
}

void ExecutionEnvironment::stop_process() {
  if (process_) peak_kib_ = std::max(peak_kib_, process_->peak_memory_kib());
  process_.reset();
  api_.reset();
}

void ExecutionEnvironment::kill() {
  if (process_) process_->kill();
}

void ExecutionEnvironment::on_runtime_event(RuntimeEvent event) {
  events_.push(std::move(event));
  freeze_if_done();
}

/// Not before it waits for its next invocation: a runtime's own end of the last one, after its answer, is part of that.
void ExecutionEnvironment::freeze_if_done() {
  if (invoked_ || !is_well() || !api_->is_waiting()) return;
  rest_limit_.reset();
  process_->freeze();
}

/// An invocation has ended. What goes on without asking for the next has the function's timeout for it, as on Lambda.
void ExecutionEnvironment::rest() {
  invoked_ = false;
  if (is_well()) {
    rest_limit_.emplace(loop_, timeout(), [this] {
      retired = true;  // Until its end is known nobody may be given it.
      kill();
    });
  }
  freeze_if_done();
}

void ExecutionEnvironment::on_line(std::string line) {
  if (joins_lines_) line = replace_all(line, "\r", "\n");
  log_.line(line);
}

// ---- init -------------------------------------------------------------------------------------------------

Task<std::optional<Outcome>> ExecutionEnvironment::wait_until_ready(const std::string& request_id,
                                                                    Duration patience, bool& timed_out) {
  const Deadline limit = time_limit(patience);
  for (;;) {
    RuntimeEvent event = co_await events_.pop();
    timed_out = event.kind == Kind::kTimeLimit && limit.has_passed();
    if (timed_out || event.kind == Kind::kReady) co_return std::nullopt;
    if (event.kind == Kind::kInitError || event.kind == Kind::kExit)
      co_return ended(request_id, std::move(event));
  }
}

/// Its end is an event. One of an earlier limit may be found among those of a later: whose end it is, has_passed() says.
Deadline ExecutionEnvironment::time_limit(Duration patience) {
  return {loop_, patience, [events = events_] { events.push({Kind::kTimeLimit}); }};
}

/// Lambda gives init 10 seconds; an init that needs longer is started anew within the first invocation's
/// timeout.
Task<std::optional<Outcome>> ExecutionEnvironment::initialize(const std::string& request_id) {
  const std::array<std::chrono::seconds, 2> limits{kInitLimit, timeout()};
  for (const std::chrono::seconds limit : limits) {
    auto starting = start(request_id);
    if (auto failed = co_await std::move(starting)) co_return failed;
    bool timed_out = false;
    std::optional<Outcome> failure = co_await wait_until_ready(request_id, limit, timed_out);
    if (!timed_out) co_return failure;
    stop_process();
    events_ = Channel<RuntimeEvent>{loop_};
    log_.line("INIT_REPORT Init Duration: " + std::to_string(limit.count() * 1000) +
              ".00 ms\tPhase: init\tStatus: timeout");
  }
  co_return timeout_error(request_id, environment_.scheduler.now(), timeout());
}

// ---- one invocation ---------------------------------------------------------------------------------------

Outcome ExecutionEnvironment::ended(const std::string& request_id, RuntimeEvent event) {
  switch (event.kind) {
    case Kind::kInitError:
    case Kind::kError:
      return reported_error(std::move(event.body));
    case Kind::kTooLarge:
      return response_too_large(event.size);
    case Kind::kExit:
      if (end_.start_error != 0) return start_failure(request_id, std::strerror(end_.start_error));
      return end_.out_of_memory ? out_of_memory_error(request_id, end_.process)
                                : exit_error(request_id, end_.process);
    default: {
      Outcome outcome;
      outcome.payload = std::move(event.body);
      return outcome;
    }
  }
}

Task<Outcome> ExecutionEnvironment::run(const InvokeRequest& request) {
  RuntimeInvocation invocation;
  invocation.request_id = request.request_id;
  invocation.payload = request.payload;
  invocation.client_context = request.client_context;
  invocation.deadline = environment_.scheduler.now() + timeout();
  invocation.function_arn = function_arn(function_.key);
  invocation.trace_id = new_trace_id(environment_);
  const Deadline limit = time_limit(timeout());
  api_->deliver(std::move(invocation));
  for (;;) {
    RuntimeEvent event = co_await events_.pop();
    if (event.kind == Kind::kTimeLimit && limit.has_passed()) {
      if (process_) process_->read_output();
      stop_process();
      co_return timeout_error(request.request_id, environment_.scheduler.now(), timeout());
    }
    if (event.kind == Kind::kReady || event.kind == Kind::kInitError || event.kind == Kind::kTimeLimit)
      continue;
    // What the process wrote before its answer came another way, and may still be in the pipe.
    if (process_) process_->read_output();
    co_return ended(request.request_id, std::move(event));
  }
}

Task<Outcome> ExecutionEnvironment::invoke(InvokeRequest request) {
  invoked_ = true;
  rest_limit_.reset();
  const std::shared_ptr<void> invoked{nullptr, [this](void*) { rest(); }};  // also after an exception
  if (process_) process_->thaw();
  auto invoking = invoke_thawed(std::move(request));
  co_return co_await std::move(invoking);
}

Task<Outcome> ExecutionEnvironment::invoke_thawed(InvokeRequest request) {
  log_.begin_invocation();
  Outcome outcome;
  double init_ms = -1;
  if (!process_) {
    const auto begun = Steady::now();
    std::optional<Outcome> failure = co_await initialize(request.request_id);
    init_ms = milliseconds_since(begun);
    if (failure) {
      log_start(request.request_id);
      if (process_) process_->read_output();
      log_end(request.request_id, *failure, 0, init_ms);
      stop_process();
      co_return *std::move(failure);
    }
  } else {
    // The process asks for its next invocation when it is done with the last; that takes a moment at most.
    bool timed_out = false;
    std::optional<Outcome> failure;
    if (!api_->is_waiting()) {
      failure = co_await wait_until_ready(request.request_id, timeout(), timed_out);
    }
    if (timed_out) failure = timeout_error(request.request_id, environment_.scheduler.now(), timeout());
    if (failure) {
      log_start(request.request_id);
      log_end(request.request_id, *failure, 0, -1);
      stop_process();
      co_return *std::move(failure);
    }
  }
  log_start(request.request_id);
  const auto begun = Steady::now();
  outcome = co_await run(request);
  const double duration_ms = milliseconds_since(begun);
  if (process_ && !ended_) {
    auto measuring = process_->measure_memory();
    co_await std::move(measuring);
  }
  log_end(request.request_id, outcome, duration_ms, init_ms);
  if (ended_) stop_process();
  co_return outcome;
}

// ---- the log ----------------------------------------------------------------------------------------------

bool ExecutionEnvironment::logs_json() const {
  return eni::find_string(function_.configuration.at("LoggingConfig").as_object(), "LogFormat") == "JSON";
}

void ExecutionEnvironment::log_start(const std::string& request_id) {
  if (logs_json()) {
    log_.line(json::serialize(json::object{{"time", iso8601_millis(environment_.scheduler.now())},
                                           {"type", "platform.start"},
                                           {"record", {{"requestId", request_id}, {"version", kLatest}}}}));
  } else {
    log_.line("START RequestId: " + request_id + " Version: " + function_.text("Version"));
  }
  log_.flush();
}

void ExecutionEnvironment::log_end(const std::string& request_id, const Outcome& outcome, double duration_ms,
                                   double init_ms) {
  if (process_) peak_kib_ = std::max(peak_kib_, process_->peak_memory_kib());
  Report report;
  report.request_id = request_id;
  report.duration_ms = duration_ms;
  report.init_ms = init_ms;
  report.memory_mb = function_.integer("MemorySize");
  const std::uint64_t peak_mb = (std::max(peak_kib_, ended_ ? end_.process.max_rss_kib : 0) + 1023) / 1024;
  // What is killed for its memory had a little more for a moment; Lambda never tells more than there was.
  const auto memory_mb = static_cast<std::uint64_t>(report.memory_mb);
  report.peak_memory_mb = end_.out_of_memory && ended_ ? memory_mb : peak_mb;
  report.status = outcome.status;
  report.error_type = outcome.error_type;
  if (!outcome.log_line.empty()) log_.line(outcome.log_line);
  if (logs_json()) {
    log_.line(report_json(report, environment_.scheduler.now()));
  } else {
    log_.line("END RequestId: " + request_id);
    log_.line(report_line(report));
  }
  log_.flush();
}

}  // namespace eni::sandbox::lambda_service
