#pragma once
/// Names of members in tables.
#include <map>
#include <string_view>

namespace eni::sandbox {

/// Members that a row names: "VpcId NetworkInterface{SubnetId PrivateIpAddress}". A name covers all that is in it, unless braces
/// say what; lists and maps between two names are passed through. "*" is all that the model has. What is named more than once is
/// covered as far as any of the times says.
class MemberPaths {
 public:
  MemberPaths() = default;
  explicit MemberPaths(std::string_view text) { add(text); }
  /// @throw  std::logic_error for braces that do not match or stand after no name: the row is wrong
  void add(std::string_view text);

  bool covers_all() const { return covers_all_; }
  /// What is covered within the member; null if nothing is.
  const MemberPaths* find(std::string_view name) const;

 private:
  /// The member of this name, made if absent; "*" is what holds it.
  MemberPaths& name(std::string_view name);

  bool covers_all_ = false;
  std::map<std::string_view, MemberPaths> members_;
};

}  // namespace eni::sandbox
