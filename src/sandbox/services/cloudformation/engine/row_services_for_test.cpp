#include "sandbox/services/cloudformation/engine/row_services_for_test.h"

#include "base/text.h"
#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::string_view kTokens[] = {"ClientToken", "clientToken"};

bool only_reads(std::string_view operation) {
  return operation.starts_with("Describe") || operation.starts_with("Get") || operation.starts_with("List") ||
         operation.starts_with("Head");
}

/// Those that write anew what is there.
bool overwrites(std::string_view operation) {
  return operation.starts_with("Put") || operation.starts_with("Set") || operation.starts_with("Register");
}

std::string token_in(const json::object& params) {
  for (const std::string_view name : kTokens)
    if (params.contains(name)) return scalar_text_at(params, name);
  return {};
}

/// {"a": {"b": value}} of "a.b"; `value` itself of "".
json::value at_path(std::string_view path, json::value value) {
  if (path.empty()) return value;
  json::object object;
  object[path.substr(0, path.find('.'))] = at_path(rest_of(path), std::move(value));
  return object;
}

ApiError not_there() { return {"ResourceNotFoundException", "what is asked for was not found", 404}; }

}  // namespace

Task<ApiResult<Reply>> RowServices::call(const Principal&, const aws::Region&, std::string_view,
                                         std::string_view operation, const json::object& params,
                                         const std::string&, const CommitHook* on_commit) {
  co_await yield(world_.scheduler);
  world_.calls.push_back(std::string(operation) + " " + json::serialize(params));
  ApiResult<Reply> reply = perform(std::string(operation), params);
  // What has a token may wait, and runs no hook then.
  if (on_commit && reply.has_value() && token_in(params).empty()) (*on_commit)(*reply);
  co_await yield(world_.scheduler);
  co_return reply;
}

bool RowServices::tells_id() const {
  return !behavior_.create.empty() || !type_.calls.id.empty() || type_.made_id;
}

bool RowServices::is_removal(const std::string& operation, const json::object& params) const {
  const std::string_view remove = behavior_.remove.empty() ? type_.calls.remove : behavior_.remove;
  if (operation != remove) return false;
  if (!behavior_.removal_says.empty())
    return json::serialize(params).find(behavior_.removal_says) != std::string::npos;
  if (operation != type_.calls.create) return true;
  const auto constants = parse_json(type_.calls.remove_with);
  return std::ranges::all_of(constants->as_object(), [&params](const auto& constant) {
    const json::value* given = find(params, constant.key());
    return given && *given == constant.value();
  });
}

std::string RowServices::name_in(const json::object& params) const {
  return scalar_text_at(params,
                        behavior_.name_member.empty() ? type_.calls.name_member : behavior_.name_member);
}

ApiResult<Reply> RowServices::perform(const std::string& operation, const json::object& params) {
  if (scalar_text_at(params, "Name") == "last") {
    if (operation == "PutParameter") return ApiError{"AccessDeniedException", "no", 400};
    return not_there();
  }
  const std::string_view create = behavior_.create.empty() ? type_.calls.create : behavior_.create;
  if (is_removal(operation, params)) return take_away(params);
  if (operation == create) return make(operation, params);
  if (only_reads(operation) || behavior_.replies.contains(operation)) return show(operation, params);
  return Reply{};
}

std::string RowServices::named_by(const json::object& params) const {
  const std::string text = json::serialize(params);
  for (const auto& [id, name] : things_) {
    if (text.find(id) != std::string::npos || (!name.empty() && text.find(name) != std::string::npos))
      return id;
  }
  // What neither a service nor a name tells apart is told by what it belongs to.
  const bool is_only = behavior_.is_only || (!tells_id() && type_.calls.name_member.empty());
  return is_only && !things_.empty() ? things_.begin()->first : std::string();
}

ApiResult<Reply> RowServices::make(const std::string& operation, const json::object& params) {
  const std::string token = token_in(params);
  const std::string name = token.empty() ? name_in(params) : token;
  for (const auto& [id, made_with] : things_) {
    if (name.empty() ? behavior_.is_only || !tells_id() : made_with == name) {
      if (token.empty() && !overwrites(operation)) return ApiError{"AlreadyExistsException", "exists", 400};
      return answer(operation, id, at_path(type_.calls.made, at_path(type_.calls.id, json::string(id))));
    }
  }
  const std::string id = behavior_.id_prefix.empty() ? "arn:made-" + std::to_string(++world_.ids)
                                                     : std::string(behavior_.id_prefix) + name;
  things_.emplace(id, name);
  world_.things.insert(id);
  const json::value item =
      type_.calls.id.empty() ? json::value(json::object()) : at_path(type_.calls.id, json::string(id));
  return answer(operation, id, at_path(type_.calls.made, item));
}

ApiResult<Reply> RowServices::take_away(const json::object& params) {
  const std::string id = named_by(params);
  if (id.empty() && !behavior_.removal_says.empty()) return Reply{};
  if (id.empty()) return not_there();
  things_.erase(id);
  world_.things.erase(id);
  const std::string operation(behavior_.remove);
  return answer(operation, id, json::object());
}

ApiResult<Reply> RowServices::show(const std::string& operation, const json::object& params) const {
  const std::string id =
      behavior_.replies.contains(operation) && !things_.empty() ? things_.begin()->first : named_by(params);
  if (id.empty() && !behavior_.lasting.contains(operation)) return not_there();
  const States& states = type_.calls.states;
  json::value item = json::object{{"Shown", id}};
  if (!states.path.empty()) item = at_path(states.path, json::value(json::string(states.ready)));
  return answer(operation, id, at_path(type_.calls.item, std::move(item)));
}

ApiResult<Reply> RowServices::answer(const std::string& operation, const std::string& id,
                                     json::value otherwise) const {
  const auto told = behavior_.replies.find(operation);
  if (told == behavior_.replies.end()) return Reply{std::move(otherwise)};
  return Reply{*parse_json(replace_all(told->second, "ID", id))};
}

}  // namespace eni::sandbox::cloudformation
