#pragma once
/// A file descriptor that is closed with its owner.
#include <unistd.h>
#include <utility>

namespace eni::net {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_{value} {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : value_{other.release()} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  /// -1 for none.
  int get() const { return value_; }
  explicit operator bool() const { return value_ >= 0; }
  /// The caller closes it from now on.
  int release() { return std::exchange(value_, -1); }
  void reset(int value = -1) {
    if (value_ >= 0) close(value_);
    value_ = value;
  }

 private:
  int value_ = -1;
};

}  // namespace eni::net
