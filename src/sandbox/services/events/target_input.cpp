#include "sandbox/services/events/target_input.h"

#include "base/text.h"

namespace eni::sandbox::events_service {
namespace {

/// The value at a path "$.detail.state" or "$.resources[0]"; null if there is none.
const json::value* value_at(const json::value& event, std::string_view path) {
  if (!path.starts_with('$')) return nullptr;
  path.remove_prefix(1);
  const json::value* at = &event;
  while (at && !path.empty()) {
    if (path.starts_with('[')) {
      const std::size_t end = path.find(']');
      const auto index =
          end == std::string_view::npos ? std::nullopt : parse_integer(path.substr(1, end - 1));
      const json::array* list = at->if_array();
      if (!index || !list || *index < 0 || static_cast<std::size_t>(*index) >= list->size()) return nullptr;
      at = &(*list)[static_cast<std::size_t>(*index)];
      path.remove_prefix(end + 1);
    } else {
      path.remove_prefix(path.starts_with('.') ? 1 : 0);
      const std::string_view name = path.substr(0, path.find_first_of(".["));
      at = find(*at, name);
      path.remove_prefix(name.size());
    }
  }
  return at;
}

/// A value where a text is around it: texts without quotes, all else as JSON within a JSON text.
std::string within_text(const json::value& value) {
  const std::string text = value.is_string() ? as_text(value) : json::serialize(value);
  const std::string quoted = json::serialize(json::value(json::string(text)));
  return quoted.substr(1, quoted.size() - 2);
}

class Template {
 public:
  Template(const json::object& transformer, const RuleFacts& rule, const json::value& event,
           const std::string& time)
      : transformer_{transformer}, rule_{rule}, event_{event}, time_{time} {}

  std::string render() const {
    const std::string text = text_at(transformer_, "InputTemplate");
    std::string out;
    bool in_quotes = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const std::size_t end = text[at] == '<' ? text.find('>', at) : std::string::npos;
      const auto value = end == std::string::npos
                             ? std::nullopt
                             : value_of(std::string_view(text).substr(at + 1, end - at - 1));
      if (value) {
        out += in_quotes ? within_text(*value) : json::serialize(*value);
        at = end;
        continue;
      }
      if (text[at] == '"' && (at == 0 || text[at - 1] != '\\')) in_quotes = !in_quotes;
      out += text[at];
    }
    return out;
  }

 private:
  std::optional<json::value> value_of(std::string_view name) const {
    if (const auto path = find_string(object_at(transformer_, "InputPathsMap"), name)) {
      const json::value* value = value_at(event_, *path);
      return value ? *value : json::value("");
    }
    if (name == "aws.events.rule-arn") return json::value(json::string(rule_.arn));
    if (name == "aws.events.rule-name") return json::value(json::string(rule_.name));
    if (name == "aws.events.event.ingestion-time") return json::value(json::string(time_));
    if (name == "aws.events.event.json") return event_;
    if (name != "aws.events.event") return std::nullopt;
    json::object without_detail = event_.get_object();
    without_detail.erase("detail");
    return json::value(std::move(without_detail));
  }

  const json::object& transformer_;
  const RuleFacts& rule_;
  const json::value& event_;
  const std::string& time_;
};

}  // namespace

std::string target_input(const json::object& target, const RuleFacts& rule, const json::object& event,
                         const std::string& time) {
  if (auto constant = find_string(target, "Input")) return *std::move(constant);
  const json::value whole = event;
  if (const auto path = find_string(target, "InputPath")) {
    const json::value* part = value_at(whole, *path);
    return json::serialize(part ? *part : json::value(json::object{}));
  }
  const json::value* transformer = find(target, "InputTransformer");
  if (transformer && transformer->is_object())
    return Template{transformer->get_object(), rule, whole, time}.render();
  return json::serialize(whole);
}

}  // namespace eni::sandbox::events_service
