#include "sandbox/load_balancers/routing/redirect_location.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace eni::sandbox::load_balancers {
namespace {

struct Placeholder {
  std::string_view name;
  std::string value;
};

/// In one pass: what is filled in may look like a placeholder, and is none.
std::string fill_in(std::string_view text, const std::vector<Placeholder>& placeholders) {
  std::string out;
  while (!text.empty()) {
    const auto found = std::ranges::find_if(
        placeholders, [&](const Placeholder& placeholder) { return text.starts_with(placeholder.name); });
    if (found == placeholders.end()) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += found->value;
      text.remove_prefix(found->name.size());
    }
  }
  return out;
}

}  // namespace

std::string redirect_location(const Redirect& redirect, const RequestView& request) {
  std::string_view path = request.head.path();
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::vector<Placeholder> placeholders{{"#{protocol}", std::string(request.protocol)},
                                              {"#{host}", std::string(request.host())},
                                              {"#{port}", std::to_string(request.port)},
                                              {"#{path}", std::string(path)},
                                              {"#{query}", std::string(request.head.query())}};
  const std::string query = fill_in(redirect.query, placeholders);
  return to_lower(fill_in(redirect.protocol, placeholders)) + "://" + fill_in(redirect.host, placeholders) +
         ":" + fill_in(redirect.port, placeholders) + fill_in(redirect.path, placeholders) +
         (query.empty() ? "" : "?" + query);
}

}  // namespace eni::sandbox::load_balancers
