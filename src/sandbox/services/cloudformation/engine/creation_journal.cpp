#include "sandbox/services/cloudformation/engine/creation_journal.h"

#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kTokens[] = {"ClientToken", "clientToken"};

bool only_reads(std::string_view operation) {
  return operation.starts_with("Describe") || operation.starts_with("Get") || operation.starts_with("List");
}

bool is_of(const CreationCall& call, std::string_view service, std::string_view operation) {
  return call.service == service && call.operation == operation;
}

/// Lets a handler read out of the reply what it would have read in the run that was killed, and do nothing else.
class Replay final : public CallJournal {
 public:
  explicit Replay(const CreationCall& call) : call_{call} {}

  std::optional<ApiResult<json::object>> known_reply(std::string_view service,
                                                     std::string_view operation) override {
    if (only_reads(operation)) return std::nullopt;
    if (!is_told_ && is_of(call_, service, operation)) {
      is_told_ = true;
      return *call_.reply;
    }
    return ApiError{std::string(kOperationCancelled), "only what was made is looked for", 400};
  }
  json::object begin(std::string_view, std::string_view, const json::object& params) override {
    return params;
  }
  void note(std::string_view, std::string_view, const Reply&) override {}
  bool may_lose(std::string_view) const override { return false; }

 private:
  const CreationCall& call_;
  bool is_told_ = false;
};

/// Asks again what is not known to have been carried out. Its token has it say what it made, or make it now.
Task<> repeat(StackWork& work, CreationCall& begun) {
  const aws::Region region{work.stack.region};
  const std::string no_body;
  ApiResult<json::object> reply = co_await call_with_retries(
      work.parts, work.operation.principal, region, begun.service, begun.operation, begun.params, no_body);
  if (reply.has_value()) begun.reply = *std::move(reply);
}

Task<> read_id(StackWork& work, ResourceRecord& record, const CreationCall& made) {
  const ResourceType* type = find_resource_type(record.current.type);
  if (!type) co_return;
  bool is_known = false;
  Replay replay{made};
  ResourceCall call = work.call_for(record.logical_id, record.current);
  call.physical_id = record.current.planned_name;
  call.journal = &replay;
  call.is_replayed = true;
  call.stopping = &is_known;
  call.on_made = [&record, &is_known](const std::string& id) {
    record.current.planned_id = id;
    is_known = true;
  };
  const ApiResult<ResourceOutcome> outcome = co_await create_resource(*type, call);
  if (outcome.has_value()) record.current.planned_id = outcome->physical_id;
}

}  // namespace

std::optional<ApiResult<json::object>> CreationJournal::known_reply(std::string_view, std::string_view) {
  return std::nullopt;
}

json::object CreationJournal::begin(std::string_view service, std::string_view operation,
                                    const json::object& params) {
  ResourceState& state = record_.current;
  const auto token = std::find_if(std::begin(kTokens), std::end(kTokens),
                                  [&params](std::string_view name) { return params.contains(name); });
  const bool is_noted = state.creation_call && state.creation_call->reply;
  if (!state.planned_id.empty() || is_noted || token == std::end(kTokens)) return params;
  json::object begun = params;
  if (can_go_on(state) && is_of(*state.creation_call, service, operation))
    begun[*token] = state.creation_call->params.at(*token);
  state.creation_call = CreationCall{std::string(service), std::string(operation), begun, std::nullopt};
  work_.save(record_);
  return begun;
}

void CreationJournal::note(std::string_view service, std::string_view operation, const Reply& reply) {
  ResourceState& state = record_.current;
  const json::object* value = reply.value.if_object();
  if (!state.planned_id.empty() || only_reads(operation) || !value) return;
  // The first call makes it; what follows only adds to it.
  const bool is_noted = state.creation_call && state.creation_call->reply;
  if (is_noted && !is_of(*state.creation_call, service, operation)) return;
  state.creation_call = CreationCall{std::string(service), std::string(operation), {}, *value};
  work_.save(record_);
}

bool CreationJournal::may_lose(std::string_view operation) const {
  return record_.current.planned_id.empty() && !record_.current.creation_call && !only_reads(operation);
}

bool can_go_on(const ResourceState& state) { return state.creation_call && !state.creation_call->reply; }

Task<> find_made(StackWork& work, ResourceRecord& record) {
  if (!record.current.creation_call) co_return;
  CreationCall made = *record.current.creation_call;
  if (!made.reply) co_await repeat(work, made);
  if (made.reply) co_await read_id(work, record, made);
  if (record.current.planned_id.empty()) {
    work.parts.log.warn("what an interrupted creation made is not known",
                        {{"resource", record.logical_id}, {"operation", made.operation}});
  }
  record.current.creation_call.reset();
  work.save(record);
}

Task<> find_all_made(StackWork& work) {
  for (auto& [logical_id, record] : work.resources) {
    if (is_in_progress(record.status)) co_await find_made(work, record);
  }
}

}  // namespace eni::sandbox::cloudformation
