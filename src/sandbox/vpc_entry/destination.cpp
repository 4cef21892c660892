#include "sandbox/vpc_entry/destination.h"

#include "base/text.h"
#include "vpc/address.h"

namespace eni::sandbox::vpc_entry {
namespace {

/// As resolvers compare names.
std::string canonical(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return to_lower(name);
}

std::vector<std::string> addresses_in(VpcDirectory& directory, const std::string& vpc,
                                      const std::string& host) {
  if (!vpc::Address::parse(host)) return directory.addresses_of(vpc, canonical(host));
  return {host};
}

}  // namespace

std::variant<load_balancers::Endpoint, Reply> find_destination(VpcDirectory& directory,
                                                               const std::string& user,
                                                               const ConnectRequest& request) {
  std::vector<load_balancers::Endpoint> found;
  bool is_known = false;
  for (const std::string& vpc : directory.vpcs()) {
    if (!user.empty() && vpc != user) continue;
    for (const std::string& address : addresses_in(directory, vpc, request.host)) {
      is_known = true;
      if (!directory.has_address(vpc, address)) continue;
      found.push_back({vpc, address, request.port});
      break;
    }
  }
  if (found.size() == 1) return found.front();
  return is_known ? Reply::kNotAllowed : Reply::kHostUnreachable;
}

}  // namespace eni::sandbox::vpc_entry
