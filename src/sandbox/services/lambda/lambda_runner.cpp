#include "sandbox/services/lambda/lambda_runner.h"

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/isolation.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_layers.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/launch.h"

namespace eni::sandbox::lambda_service {

namespace {

/// Processes at a time, of all functions; further invocations wait for one of them.
constexpr std::size_t kMaxEnvironments = 32;
constexpr Duration kRoomPause = std::chrono::milliseconds{20};
constexpr std::chrono::minutes kIdleLimit{5};
/// An environment's credentials stay the same for its life: it is not used when they are about to expire.
constexpr std::chrono::minutes kSessionMargin{20};

ApiError internal(const Error& error) { return {"ServiceException", to_string(error), 500}; }

/// Does something however a coroutine goes on: by its end, or by an exception.
class AtEnd {
 public:
  explicit AtEnd(std::function<void()> action) : action_{std::move(action)} {}
  ~AtEnd() { action_(); }
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;

 private:
  std::function<void()> action_;
};

}  // namespace

LambdaRunner::LambdaRunner(Environment& environment)
    : environment_{environment},
      loop_{dynamic_cast<net::EventLoop*>(&environment.scheduler)},
      events_{environment, "asynchronous invocation",
              [this](std::string request_id) { return process(std::move(request_id)); }} {}

LambdaRunner::~LambdaRunner() { stop(); }

void LambdaRunner::start() {
  for (LambdaEvent& event : environment_.store.get<LambdaRepository>().all_events())
    run_event(std::move(event));
}

void LambdaRunner::stop() {
  for (const Slot& slot : slots_) slot->kill();
  slots_.clear();
}

// ---- environments -----------------------------------------------------------------------------------------

LambdaRunner::Slot LambdaRunner::idle_environment(const LambdaFunction& function) {
  const TimePoint now = environment_.scheduler.now();
  for (const Slot& slot : slots_) {
    if (slot->busy || slot->retired || slot->function().key != function.key) continue;
    if (slot->function().text("RevisionId") != function.text("RevisionId")) continue;
    if (slot->is_well() && slot->session_expires() > now + kSessionMargin) return slot;
  }
  return nullptr;
}

std::size_t LambdaRunner::busy_count(const FunctionKey& key) const {
  const auto busy = std::count_if(slots_.begin(), slots_.end(), [&](const Slot& slot) {
    return slot->busy && slot->function().key == key;
  });
  return static_cast<std::size_t>(busy + std::count(beginning_.begin(), beginning_.end(), key));
}

ApiResult<std::shared_ptr<CodeFolder>> LambdaRunner::code_of(const LambdaFunction& function,
                                                             Sharing sharing) {
  for (const Slot& slot : slots_) {
    if ((sharing == Sharing::kAll || slot->function().key == function.key) &&
        slot->function().text("CodeSha256") == function.text("CodeSha256") &&
        slot->function().text("Runtime") == function.text("Runtime") &&  // its modules lie beside the code
        array_at(slot->function().configuration, "Layers") == array_at(function.configuration, "Layers")) {
      return slot->code();
    }
  }
  ENI_TRY(const Runtime* runtime, find_runtime(function.text("Runtime")));
  const std::string zip = environment_.store.get<LambdaRepository>().code(function.key);
  auto folder = CodeFolder::unpack(zip, layer_zips(environment_.store, function),
                                   environment_.settings.work_directory + "/lambda",
                                   modules_of(*runtime, environment_.settings.runtimes_directory));
  if (!folder) return internal(folder.error());
  return *std::move(folder);
}

Task<void> LambdaRunner::make_room() {
  while (slots_.size() + starting_ >= kMaxEnvironments) {
    const auto oldest =
        std::find_if(slots_.begin(), slots_.end(), [](const Slot& slot) { return !slot->busy; });
    if (oldest != slots_.end()) {
      slots_.erase(oldest);
    } else {
      co_await sleep_for(environment_.scheduler, kRoomPause);
    }
  }
}

Task<ApiResult<LambdaRunner::Slot>> LambdaRunner::make_environment(LambdaFunction function) {
  LambdaFunction copy = function;
  ENI_CO_TRY(RoleSession session, co_await assume_role(environment_, std::move(copy)));
  // Jails show the code as it is and let nobody write to it.
  auto asking = available_jails(environment_);
  const isolation::Jails* jails = co_await std::move(asking);
  const Sharing sharing = jails ? Sharing::kAll : Sharing::kFunction;
  ENI_CO_TRY(std::shared_ptr<CodeFolder> code, code_of(function, sharing));
  Result<std::unique_ptr<ScratchFolder>> scratch = code->make_scratch();
  if (!scratch) co_return internal(scratch.error());
  co_return std::make_shared<ExecutionEnvironment>(environment_, *loop_, std::move(function), std::move(code),
                                                   *std::move(scratch), std::move(session));
}

Task<ApiResult<LambdaRunner::Slot>> LambdaRunner::acquire(LambdaFunction function) {
  if (!loop_) co_return internal(Error{"functions run on the real event loop only", ""});
  if (function.reserved_concurrency &&
      busy_count(function.key) >= static_cast<std::size_t>(*function.reserved_concurrency)) {
    co_return too_many_requests("ReservedFunctionConcurrentInvocationLimitExceeded");
  }
  if (Slot idle = idle_environment(function)) {
    idle->busy = true;
    idle->idle_limit.reset();
    co_return idle;
  }
  const auto place = beginning_.insert(beginning_.end(), function.key);
  const AtEnd begun{[this, place] { beginning_.erase(place); }};
  co_await make_room();
  ++starting_;
  const AtEnd started{[this] { --starting_; }};
  ApiResult<Slot> made = co_await make_environment(std::move(function));
  if (!made) co_return made.error();
  (*made)->busy = true;
  slots_.push_back(*made);
  co_return *std::move(made);
}

void LambdaRunner::release(const Slot& slot) {
  slot->busy = false;
  const auto place = std::find(slots_.begin(), slots_.end(), slot);
  if (place == slots_.end()) return;  // the runner has stopped meanwhile
  if (slot->retired || !slot->is_well()) {
    slots_.erase(place);
    return;
  }
  slots_.splice(slots_.end(), slots_, place);
  slot->idle_limit.emplace(environment_.scheduler, kIdleLimit, [this, idle = slot.get()] {
    slots_.remove_if([=](const Slot& s) { return s.get() == idle; });
  });
}

Task<ApiResult<Invoked>> LambdaRunner::invoke(LambdaFunction function, InvokeRequest request) {
  ENI_CO_TRY(Slot slot, co_await acquire(std::move(function)));
  const AtEnd used{[this, slot] { release(slot); }};
  Invoked invoked;
  invoked.outcome = co_await slot->invoke(std::move(request));
  invoked.log_tail = slot->log_tail();
  co_return invoked;
}

void LambdaRunner::retire(const FunctionKey& key) {
  for (auto slot = slots_.begin(); slot != slots_.end();) {
    const auto next = std::next(slot);
    if ((*slot)->function().key == key) {
      (*slot)->retired = true;
      if (!(*slot)->busy) slots_.erase(slot);
    }
    slot = next;
  }
}

}  // namespace eni::sandbox::lambda_service
