#pragma once
/// What tests of resources' handlers share: services that answer literally, in virtual time.
#include <deque>
#include <gtest/gtest.h>

#include "base/jumping_scheduler.h"
#include "base/log.h"
#include "base/test_tasks.h"
#include "base/text.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/step_journal_for_test.h"

namespace eni::sandbox::cloudformation {

/// Answers in the order given, an operation at a time; {} when nothing is left to answer.
class LiteralServices final : public ServiceCaller {
 public:
  Task<ApiResult<Reply>> call(const Principal&, const aws::Region&, std::string_view service,
                              std::string_view operation, const json::object& params, const std::string&,
                              const CommitHook*) override {
    json::object shown = params;
    shown.stable_erase("ClientToken");
    shown.stable_erase("clientToken");
    if (const auto token = shown.find("ClientRequestToken"); token != shown.end()) {
      tokens.push_back(as_text(token->value()));
      shown.stable_erase("ClientRequestToken");
    }
    const std::string name = std::string(service) + ":" + std::string(operation);
    calls.push_back(name + " " + json::serialize(shown));
    std::deque<ApiResult<Reply>>& left = answers[name];
    if (left.empty()) co_return Reply{};
    ApiResult<Reply> answer = left.front();
    left.pop_front();
    co_return answer;
  }
  void answer(const std::string& operation, const char* value) {
    answers[operation].push_back(Reply{*parse_json(value)});
  }
  void fail(const std::string& operation, const std::string& code) {
    answers[operation].push_back(ApiError{code, "no", 400});
  }
  int count(std::string_view operation) const {
    return static_cast<int>(std::count_if(calls.begin(), calls.end(), [operation](const std::string& call) {
      return call.starts_with(operation);
    }));
  }

  std::map<std::string, std::deque<ApiResult<Reply>>> answers;
  std::vector<std::string> calls;
  std::vector<std::string> tokens;  ///< each ClientRequestToken
};

struct Handlers : testing::Test {
  JumpingScheduler scheduler;
  SeededRandom random;
  NullLogger log;
  std::unique_ptr<Store> store = *Store::open(":memory:");
  Settings settings;
  LiteralServices services;
  StepJournalForTest step;
  EngineParts parts{scheduler, random, log, *store, services, settings};
  bool stopping = false;
  std::vector<std::string> made;

  ResourceCall call(const char* properties, std::string physical_id = {}, const char* old = "{}") {
    ResourceCall call{parts,
                      Principal::root(aws::AccountId{"000000000000"}),
                      aws::Region{"eu-central-1"},
                      "000000000000",
                      "aws",
                      "stack-id",
                      "stack",
                      "Logical",
                      std::move(physical_id),
                      parse_json(properties)->as_object(),
                      parse_json(old)->as_object(),
                      {},
                      {},
                      false,
                      &stopping};
    call.step = &step;
    call.on_made = [this](const std::string& id) { made.push_back(id); };
    return call;
  }
  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    TestTasks tasks;
    const auto wait = [](Task<T> awaited, std::optional<T>& into) -> Task<> {
      into.emplace(co_await std::move(awaited));
    };
    tasks.spawn(wait(std::move(task), result));
    scheduler.time().run();
    return *std::move(result);
  }
  ApiResult<ResourceOutcome> create(const char* type, ResourceCall& resource) {
    return run(create_resource(*find_resource_type(type), resource));
  }
  ApiResult<void> remove(const char* type, ResourceCall& resource) {
    return run(remove_resource(*find_resource_type(type), resource));
  }
};

}  // namespace eni::sandbox::cloudformation
