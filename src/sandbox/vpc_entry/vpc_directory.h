#pragma once
/// Which VPCs there are to enter, and what they call what is in them.
#include <string>
#include <vector>

namespace eni::sandbox::vpc_entry {

class VpcDirectory {
 public:
  virtual ~VpcDirectory() = default;

  /// "vpc-…" of those in which something runs, of all accounts and Regions.
  virtual std::vector<std::string> vpcs() = 0;
  /// Whether an address may be in that VPC: it lies in its blocks.
  virtual bool has_address(const std::string& vpc, const std::string& address) = 0;
  /// What the VPC's resolver has for a name: IPv4 addresses. Empty: nobody there has that name.
  /// @param name  in small letters, without a dot at its end
  virtual std::vector<std::string> addresses_of(const std::string& vpc, const std::string& name) = 0;
};

}  // namespace eni::sandbox::vpc_entry
