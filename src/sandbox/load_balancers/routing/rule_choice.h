#pragma once
/// Which rule of a listener a request matches.
/// Source: Application Load Balancers User Guide, "Condition types for listener rules"; API Reference, HttpHeaderConditionConfig,
/// QueryStringConditionConfig.
#include "net/http.h"
#include "sandbox/load_balancers/routing/model.h"

namespace eni::sandbox::load_balancers {

/// What decisions are made of. Refers to the request.
struct RequestView {
  const net::Request& head;
  std::string client;      ///< its address
  std::uint16_t port = 0;  ///< at which it came
  std::string_view protocol = "http";

  /// Host without its port.
  std::string_view host() const;
};

/// Hosts, headers and query strings are compared without case, paths and methods with it. Paths, and query strings, are compared as
/// they are, still encoded. A host is compared without its port.
/// @param budget  of expressions; once it is used up, nothing matches by them
bool holds(const Condition& condition, const RequestView& request, MatchBudget& budget);

/// The first rule whose conditions hold; null only if there is no default rule.
const Rule* choose_rule(const std::vector<Rule>& rules, const RequestView& request);

}  // namespace eni::sandbox::load_balancers
