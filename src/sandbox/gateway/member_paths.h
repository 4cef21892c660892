#pragma once
/// Names of members in tables.
#include <map>
#include <string_view>

namespace eni::sandbox {

/// Members that a row names: "VpcId NetworkInterface{SubnetId PrivateIpAddress}". A name covers all that is in it, unless braces
/// say what; lists and maps between two names are passed through. "*" is all that the model has.
class MemberPaths {
 public:
  MemberPaths() = default;
  explicit MemberPaths(std::string_view text) { add(text); }
  void add(std::string_view text);

  bool covers_all() const { return covers_all_; }
  /// What is covered within the member; null if nothing is.
  const MemberPaths* find(std::string_view name) const;
  const std::map<std::string_view, MemberPaths>& members() const { return members_; }

 private:
  bool covers_all_ = false;
  std::map<std::string_view, MemberPaths> members_;
};

}  // namespace eni::sandbox
