#pragma once
/// SHA-256 of bytes that are never in memory all at once: layers of images, files.
#include <memory>
#include <string>
#include <string_view>

namespace eni {

class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;

  void update(std::string_view bytes);
  /// 64 digits, of all that came so far. More may follow.
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace eni
