#pragma once
/// Which row of a REST service a method, path and query mean.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.h"
#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

/// A route, e.g. "PUT /{Bucket}/{Key+}?uploadId&partNumber#x-amz-copy-source", taken apart. Views into the text.
struct Route {
  std::string_view method;
  std::vector<std::string_view> segments;  ///< "{Bucket}" is a label, "{Key+}" (last) takes the rest
  std::vector<std::string_view> flags;     ///< names the query must have
  std::string_view header;                 ///< the request must have, "" for none

  /// @param text  without a method it is any path's
  static Route parse(std::string_view text);
};

/// The row's own, or else the model's; one that nothing fits where neither has any.
Route route_of(const Service& service, const Operation& operation);

using PathLabels = std::vector<std::pair<std::string, std::string>>;

/// The labels' values, decoded, if `path` (still encoded) fits. One final slash more or less makes no
/// difference, but a rest keeps its own; labels are never empty.
std::optional<PathLabels> match_path(const Route& route, std::string_view path);

struct RouteMatch {
  const Operation* operation = nullptr;  ///< null: no row fits
  PathLabels labels;
  bool path_known = false;  ///< a row with another method fits
};

/// The row that fits with the most query names, and header, of its own.
RouteMatch find_route(const Service& service, const net::Request& request);

}  // namespace eni::sandbox
