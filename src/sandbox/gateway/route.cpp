#include "sandbox/gateway/route.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox {

namespace {

std::vector<std::string_view> pieces(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

bool is_label(std::string_view segment) { return segment.size() > 2 && segment.front() == '{'; }
bool is_rest(std::string_view segment) { return is_label(segment) && segment[segment.size() - 2] == '+'; }

std::string label_name(std::string_view segment) {
  const std::size_t tail = is_rest(segment) ? 2 : 1;
  return std::string(segment.substr(1, segment.size() - 1 - tail));
}

/// Takes the first segment off `path`.
std::string_view take_segment(std::string_view& path) {
  const auto end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return segment;
}

bool has_flags(const Route& route, const net::Request& request) {
  const std::string_view query = request.query();
  if (!route.header.empty() && !request.headers.contains(route.header)) return false;
  return std::all_of(route.flags.begin(), route.flags.end(),
                     [query](std::string_view flag) { return net::query_value(query, flag).has_value(); });
}

/// Worked out once: services are constants.
const std::vector<Route>& routes_of(const Service& service) {
  static std::unordered_map<const Service*, std::vector<Route>> all;
  const auto [found, is_new] = all.try_emplace(&service);
  if (is_new)
    for (const Operation& operation : service.operations)
      found->second.push_back(route_of(service, operation));
  return found->second;
}

/// How much a route asks for beyond method and path.
std::size_t specificity(const Route& route) { return route.flags.size() + (route.header.empty() ? 0 : 1); }

}  // namespace

Route Route::parse(std::string_view text) {
  Route route;
  const auto hash = std::min(text.find('#'), text.size());
  route.header = text.substr(std::min(hash + 1, text.size()));
  text = text.substr(0, hash);
  const auto space = text.find(' ');
  if (space != std::string_view::npos) {
    route.method = text.substr(0, space);
    text.remove_prefix(space + 1);
  }
  const auto mark = std::min(text.find('?'), text.size());
  std::string_view path = text.substr(0, mark);
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  route.segments = pieces(path, '/');
  route.flags = pieces(text.substr(std::min(mark + 1, text.size())), '&');
  return route;
}

std::optional<PathLabels> match_path(const Route& route, std::string_view path) {
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  PathLabels labels;
  for (const std::string_view segment : route.segments) {
    if (path.empty()) return std::nullopt;
    if (is_rest(segment)) {
      labels.emplace_back(label_name(segment), percent_decode(path));
      return labels;
    }
    const std::string_view actual = take_segment(path);
    if (is_label(segment)) {
      if (actual.empty()) return std::nullopt;
      labels.emplace_back(label_name(segment), percent_decode(actual));
    } else if (actual != segment) {
      return std::nullopt;
    }
  }
  if (!path.empty()) return std::nullopt;
  return labels;
}

Route route_of(const Service& service, const Operation& operation) {
  if (!operation.options.route.empty()) return Route::parse(operation.options.route);
  const auto model = shapes::find_service(service.name);
  const auto shape = model ? model->find_operation(operation.name) : std::nullopt;
  if (!shape) return {};
  Route route = Route::parse(shape->uri());
  route.method = shape->method();
  return route;
}

RouteMatch find_route(const Service& service, const net::Request& request) {
  RouteMatch best;
  std::size_t max_specific = 0;
  const std::vector<Route>& routes = routes_of(service);
  for (std::size_t at = 0; at < routes.size(); ++at) {
    const Route& route = routes[at];
    const Operation& operation = service.operations[at];
    auto labels = match_path(route, request.path());
    if (!labels || !has_flags(route, request)) continue;
    if (route.method != request.method) {
      best.path_known = true;
      continue;
    }
    if (best.operation && specificity(route) <= max_specific) continue;
    best.operation = &operation;
    best.labels = std::move(*labels);
    max_specific = specificity(route);
  }
  return best;
}

}  // namespace eni::sandbox
