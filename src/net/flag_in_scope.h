#pragma once
/// A flag that is up while something is done.
namespace eni::net {

/// Until the scope ends, be it by an exception.
class FlagInScope {
 public:
  explicit FlagInScope(bool& flag) : flag_{flag} { flag_ = true; }
  ~FlagInScope() { flag_ = false; }
  FlagInScope(const FlagInScope&) = delete;
  FlagInScope& operator=(const FlagInScope&) = delete;

 private:
  bool& flag_;
};

}  // namespace eni::net
