#pragma once
/// Names that a resolver can be asked for.
#include <string>

namespace eni::sandbox::service_discovery {

/// Labels of letters, digits, '-' and '_', of 63 characters at most, that neither begin nor end with '-'; 253 characters in all.
/// Source: RFC 1035, section 2.3.
bool is_domain(const std::string& name);

}  // namespace eni::sandbox::service_discovery
