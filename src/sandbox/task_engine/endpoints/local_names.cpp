#include "sandbox/task_engine/endpoints/local_names.h"

#include "base/text.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

constexpr std::string_view kLocalDomains[] = {
    "localhost", "local", "internal", "invalid", "test", "onion", "alt", "home.arpa", "lan", "home", "corp",
    "localdomain", "intranet", "private",
    // Reverse names of addresses that are nobody's in the internet.
    "0.in-addr.arpa", "10.in-addr.arpa", "127.in-addr.arpa", "254.169.in-addr.arpa", "168.192.in-addr.arpa",
    "255.255.255.255.in-addr.arpa", "c.f.ip6.arpa", "d.f.ip6.arpa", "8.e.f.ip6.arpa", "9.e.f.ip6.arpa",
    "a.e.f.ip6.arpa", "b.e.f.ip6.arpa",
    "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"};

bool is_in_domain(std::string_view name, std::string_view domain) {
  if (!name.ends_with(domain)) return false;
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

/// Whether `name` is that of a block FIRST.NUMBER/16 with a number of the range, or of something in it.
bool is_in_blocks(std::string_view name, std::string_view first, long long from, long long to) {
  const std::string suffix = "." + std::string(first) + ".in-addr.arpa";
  if (!name.ends_with(suffix)) return false;
  name.remove_suffix(suffix.size());
  const auto number = parse_integer(name.substr(name.rfind('.') + 1));
  return number && *number >= from && *number <= to;
}

}  // namespace

bool is_local_name(std::string_view name) {
  if (name.find('.') == std::string_view::npos) return true;
  for (const std::string_view domain : kLocalDomains)
    if (is_in_domain(name, domain)) return true;
  return is_in_blocks(name, "172", 16, 31) || is_in_blocks(name, "100", 64, 127);
}

}  // namespace eni::sandbox::task_engine::endpoints
