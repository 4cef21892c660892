#include "task_access/request.h"

#include <algorithm>
#include <array>

namespace eni::task_access {
namespace {

constexpr std::size_t kMaxWords = 4096;
constexpr std::size_t kMaxNameBytes = 2048;  ///< an ARN's
constexpr std::size_t kMaxInterfaceBytes = 15;

struct ActionName {
  Action action;
  std::string_view name;
};

constexpr ActionName kActions[] = {{Action::kExec, "exec"},
                                   {Action::kShell, "shell"},
                                   {Action::kLogs, "logs"},
                                   {Action::kCapture, "capture"}};

struct TextMember {
  std::string_view key;
  std::string Request::*member;
  std::size_t max_bytes;
};

constexpr TextMember kTexts[] = {{"task", &Request::task, kMaxNameBytes},
                                 {"host", &Request::host, kMaxNameBytes},
                                 {"container", &Request::container, kMaxNameBytes},
                                 {"terminalType", &Request::terminal_type, 64},
                                 {"interface", &Request::interface, kMaxInterfaceBytes}};

struct FlagMember {
  std::string_view key;
  bool Request::*member;
};

constexpr FlagMember kFlags[] = {{"terminal", &Request::has_terminal}, {"follow", &Request::follows}};

Error not_taken(std::string_view key) {
  return {"the request's member " + std::string(key) + " is not taken", ""};
}

bool is_text(const json::value& value, std::size_t max_bytes) {
  return value.is_string() && value.get_string().size() <= max_bytes &&
         value.get_string().find('\0') == json::string::npos;
}

Result<void> take_words(const json::value& value, std::vector<std::string>& words) {
  if (!value.is_array() || value.get_array().size() > kMaxWords) return not_taken("command");
  for (const json::value& word : value.get_array()) {
    if (!is_text(word, kMaxRequestBytes)) return not_taken("command");
    words.push_back(as_text(word));
  }
  return {};
}

Result<void> take_action(const json::value& value, Action& action) {
  const std::string name = as_text(value);
  const auto* row = std::find_if(std::begin(kActions), std::end(kActions),
                                 [&](const ActionName& one) { return one.name == name; });
  if (row == std::end(kActions)) return not_taken("action");
  action = row->action;
  return {};
}

Result<void> take_member(const json::key_value_pair& member, Request& request) {
  const std::string_view key = member.key();
  if (key == "action") return take_action(member.value(), request.action);
  if (key == "command") return take_words(member.value(), request.argv);
  for (const TextMember& text : kTexts) {
    if (text.key != key || !is_text(member.value(), text.max_bytes)) continue;
    request.*text.member = as_text(member.value());
    return {};
  }
  for (const FlagMember& flag : kFlags) {
    if (flag.key != key || !member.value().is_bool()) continue;
    request.*flag.member = member.value().get_bool();
    return {};
  }
  return not_taken(key.substr(0, 64));
}

}  // namespace

Result<std::string> serialize(const Request& request) {
  const auto* action = std::find_if(std::begin(kActions), std::end(kActions),
                                    [&](const ActionName& one) { return one.action == request.action; });
  json::object document{{"action", action->name}};
  for (const TextMember& text : kTexts) {
    if (!(request.*text.member).empty()) document[text.key] = request.*text.member;
  }
  for (const FlagMember& flag : kFlags) {
    if (request.*flag.member) document[flag.key] = true;
  }
  if (!request.argv.empty()) document["command"] = json::value_from(request.argv);
  std::string text = json::serialize(document);
  if (text.size() <= kMaxRequestBytes) return text;
  return Error{"the command is longer than " + std::to_string(kMaxRequestBytes) + " bytes",
               "give it by standard input: eni-trunking exec TASK -- sh < SCRIPT"};
}

Result<Request> parse_request(std::string_view text) {
  if (text.size() > kMaxRequestBytes) return Error{"the request is too long", ""};
  ENI_TRY(const json::value document, parse_json(text, DuplicateKeys::kRefuse));
  if (!document.is_object() || !find(document, "action")) return Error{"it is no request", ""};
  Request request;
  for (const json::key_value_pair& member : document.get_object()) ENI_CHECK(take_member(member, request));
  return request;
}

int signal_of(std::string_view text) {
  constexpr std::int64_t kLastSignal = 64;
  const auto document = text.size() > 64 ? Error{"", ""} : parse_json(text);
  if (document.has_error() || !document->is_object()) return 0;
  const std::int64_t number = integer_at(document->get_object(), "signal");
  return number > 0 && number <= kLastSignal ? static_cast<int>(number) : 0;
}

}  // namespace eni::task_access
