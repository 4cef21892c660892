#include "sandbox/hosts/tools/aws/pages.h"

#include "base/text.h"
#include "jmespath/jmespath.h"
#include "sandbox/hosts/tools/aws/wire.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

json::value selected(std::string_view expression, const json::object& page) {
  const auto parsed = jmespath::Expression::parse(expression);
  if (!parsed) return nullptr;
  auto value = parsed->search(json::value(page));
  return value ? *std::move(value) : json::value(nullptr);
}

/// The place of a result key in a page; paths are dotted.
json::value* place(json::object& page, std::string_view key) {
  json::object* object = &page;
  json::value* found = nullptr;
  for (const std::string& name : split(key, '.')) {
    if (!object) return nullptr;
    found = object->if_contains(name);
    if (!found) return nullptr;
    object = found->if_object();
  }
  return found;
}

/// What stands between this run and the next: the service's own token, and how much of its page was printed.
std::string resume_token(const json::object& tokens, std::size_t printed) {
  json::object token = tokens;
  if (printed > 0) token["boto_truncate_amount"] = printed;
  return base64_encode(json::serialize(token));
}

json::object read_resume_token(const std::string& text) {
  const auto decoded = base64_decode(text);
  const auto value = parse_json(decoded.value_or(""));
  return value && value->is_object() ? value->get_object() : json::object{};
}

json::object tokens_after(const shapes::Pages& pages, const json::object& page) {
  json::object tokens;
  for (std::size_t at = 0; at < pages.output_tokens.size(); ++at) {
    json::value token = selected(pages.output_tokens[at], page);
    const bool is_absent = token.is_null() || (token.is_string() && token.get_string().empty());
    if (!is_absent) tokens[pages.input_tokens[at]] = std::move(token);
  }
  return tokens;
}

void drop_first(json::object& page, const shapes::Pages& pages, std::size_t count) {
  json::value* list = place(page, pages.result_keys[0]);
  if (!list || !list->is_array()) return;
  json::array& all = list->get_array();
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size())));
}

void remove_tokens(json::object& page, const shapes::Pages& pages) {
  for (std::size_t at = 0; at < pages.output_tokens.size(); ++at)
    page.erase(split(pages.output_tokens[at], ' ').front());
}

}  // namespace

Task<CliResult<PagedAnswer>> read_pages(Session& session, shapes::ServiceShapes service,
                                        shapes::OperationShape operation, json::object params,
                                        PageLimits limits) {
  const shapes::Pages pages = operation.pages();
  // Who asks for a page of his own gets just that.
  bool is_by_hand = pages.input_tokens.empty() || !session.globals().paginates;
  if (!is_by_hand && (params.contains(pages.input_tokens[0]) || params.contains(pages.limit_key)))
    is_by_hand = true;
  if (limits.page_size && !pages.limit_key.empty()) params[pages.limit_key] = *limits.page_size;
  std::size_t skipped = 0;
  json::object start = read_resume_token(limits.starting_token);
  if (const json::value* amount = find(start, "boto_truncate_amount"))
    skipped = amount->to_number<std::size_t>();
  start.erase("boto_truncate_amount");
  for (const auto& [name, value] : start)
    if (!value.is_null()) params[name] = value;
  PagedAnswer answer;
  std::size_t left =
      limits.max_items ? static_cast<std::size_t>(*limits.max_items) : static_cast<std::size_t>(-1);
  json::object tokens = start;
  for (;;) {
    auto wire = to_wire(service, operation, params);
    if (!wire) co_return std::move(wire).error();
    auto calling = session.call(std::string(service.name()), std::string(operation.name()),
                                std::move(wire->params), std::move(wire->body));
    auto reply = co_await std::move(calling);
    if (!reply) co_return std::move(reply).error();
    json::object page = from_wire(session.version(), service, operation, *reply);
    answer.last = *std::move(reply);
    if (is_by_hand) {
      answer.pages.push_back(std::move(page));
      co_return answer;
    }
    const json::object next = tokens_after(pages, page);
    remove_tokens(page, pages);
    if (skipped > 0) drop_first(page, pages, skipped);
    json::value* list = place(page, pages.result_keys[0]);
    const std::size_t count = list && list->is_array() ? list->get_array().size() : 0;
    if (count > left) {
      list->get_array().resize(left);
      page["NextToken"] = resume_token(tokens, left + skipped);
      answer.pages.push_back(std::move(page));
      co_return answer;
    }
    left -= count;
    skipped = 0;
    const bool is_full = left == 0 && !next.empty();
    if (is_full) page["NextToken"] = resume_token(next, 0);
    answer.pages.push_back(std::move(page));
    if (next.empty() || is_full) co_return answer;
    for (const auto& [name, value] : next) params[name] = value;
    tokens = next;
  }
}

json::object joined(const shapes::OperationShape& operation, const std::vector<json::object>& pages) {
  if (pages.empty()) return {};
  json::object all = pages.front();
  const shapes::Texts keys = operation.pages().result_keys;
  for (std::size_t page = 1; page < pages.size(); ++page) {
    json::object further = pages[page];
    for (std::size_t at = 0; at < keys.size(); ++at) {
      json::value* into = place(all, keys[at]);
      const json::value* from = place(further, keys[at]);
      if (!from || !from->is_array()) continue;
      if (!into) {
        all[split(keys[at], '.').front()] = *from;
      } else if (into->is_array()) {
        into->get_array().insert(into->get_array().end(), from->get_array().begin(), from->get_array().end());
      }
    }
    if (const json::value* token = find(further, "NextToken")) all["NextToken"] = *token;
  }
  return all;
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
